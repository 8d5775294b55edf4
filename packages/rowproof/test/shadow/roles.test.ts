import { connect, type FreshDatabase, freshCluster } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSnapshot, type SchemaSnapshot } from "../../src/shadow/schema-snapshot.js";
import { openShadow } from "../../src/shadow/shadow.js";
import { ask, sharedShadow } from "./live.js";

const shadow = sharedShadow();
const old = sharedShadow(15);
let live: FreshDatabase;

beforeAll(async () => {
  live = await freshCluster();
});
afterAll(() => live.drop());

/** As on hosted Supabase: the cluster's superuser is `supabase_admin`, and `postgres` is none, but passes by row security. */
async function hostedSnapshot(): Promise<SchemaSnapshot> {
  const hosted = await freshCluster({ platform: "closed" });
  const url = new URL(hosted.url);
  await hosted.client.query(`create role other superuser login password '${url.password}'`);
  url.username = "other";
  await hosted.client.end();
  const client = await connect(url.toString());
  await client.query(`
    alter role postgres rename to supabase_admin;
    create role postgres nosuperuser bypassrls createrole login;
    grant anon to postgres;
    create table secrets (a integer);
    alter table secrets owner to postgres;
    create view leaky as select * from secrets;
    alter view leaky owner to postgres;
    grant create on schema public to postgres;
    do $$ begin execute format('grant create on database %I to postgres', current_database()); end $$;
    set role postgres;
    create extension citext;
    reset role`);
  const snapshot = await readSnapshot(client, ["public"]);
  await client.end();
  await hosted.server.close();
  return snapshot;
}

it("names the bootstrap superuser as it is live, where postgres may be no superuser", async () => {
  const rebuilt = await shadow().rebuild(await hostedSnapshot());
  expect(rebuilt.untested).toEqual([]);
  expect(await ask(rebuilt, "select rolname::text from pg_roles where oid = 10")).toBe("supabase_admin");
  expect(
    await ask(rebuilt, "select rolsuper or not rolbypassrls from pg_roles where rolname = 'postgres'"),
  ).toBe(false);
  expect(await ask(rebuilt, "select relowner::regrole::text from pg_class where relname = 'leaky'")).toBe(
    "postgres",
  );
  expect(await ask(rebuilt, "select proowner::regrole::text from pg_proc where proname = 'citext_eq'")).toBe(
    "supabase_admin",
  );
});

it("rebuilds attributes and memberships, with their options", async () => {
  await live.client.query(`
    create role editor noinherit createrole;
    create role chief inherit;
    grant editor to chief with admin true, inherit false, set false;
    grant authenticated to editor;
    grant pg_read_all_data to chief`);
  const snapshot = await readSnapshot(live.client, ["public"]);
  const rebuilt = await shadow().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  const made = await connect(rebuilt.url);
  const { catalog } = await readSnapshot(made, ["public"]);
  await made.end();
  const named = (name: string) => (role: { readonly name: string }) => role.name === name;
  expect(catalog.roles.find(named("chief"))).toEqual(snapshot.catalog.roles.find(named("chief")));
  expect(catalog.roles.find(named("chief"))?.memberOf).toContainEqual({
    role: "editor",
    admin: true,
    inherit: false,
    set: false,
  });
  await rebuilt.drop();
});

it("follows the last snapshot: what a role no longer is or has, it is not there either", async () => {
  await live.client.query(
    "create role fleeting bypassrls; grant service_role to fleeting; create table owned (a integer)",
  );
  const first = await shadow().rebuild(await readSnapshot(live.client, ["public"]));
  await live.client.query("alter role fleeting nobypassrls; revoke service_role from fleeting");
  const second = await shadow().rebuild(await readSnapshot(live.client, ["public"]));
  expect(second.untested).toEqual([]);
  expect(await ask(second, "select rolbypassrls from pg_roles where rolname = 'fleeting'")).toBe(false);
  expect(await ask(second, "select pg_has_role('fleeting', 'service_role', 'member')")).toBe(false);
  expect(await ask(second, "select rolname::text from pg_roles where oid = 10")).toBe("postgres");
  expect(await ask(first, "select count(*)::int from public.owned")).toBe(0);
});

it("before 16 a member inherits as its role says", async () => {
  const cluster = await freshCluster({ major: 15 });
  await cluster.client.query("create role shy noinherit; grant authenticated to shy with admin option");
  const snapshot = await readSnapshot(cluster.client, ["public"]);
  const rebuilt = await old().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  expect(await ask(rebuilt, "select pg_has_role('shy', 'authenticated', 'usage')")).toBe(false);
  expect(await ask(rebuilt, "select pg_has_role('shy', 'authenticated', 'member with admin option')")).toBe(
    true,
  );
  await cluster.drop();
});

it.each([
  false,
  true,
])("adds the callers' roles where the live cluster has none (its own auth: %s)", async (auth) => {
  const cluster = await freshCluster({ platform: false });
  await cluster.client.query(`create table t (a integer); grant select on t to public;
    create function f() returns integer language sql as 'select 1'; ${auth ? "create schema auth" : ""}`);
  const snapshot = await readSnapshot(cluster.client, ["public"]);
  await cluster.drop();
  const fresh = await openShadow({ major: 17 });
  try {
    const rebuilt = await fresh.rebuild(snapshot);
    expect(rebuilt.untested).toEqual([]);
    expect(await ask(rebuilt, "select count(*)::int from public.t", "authenticator")).toBe(0);
    expect(await ask(rebuilt, "select public.f()", "anon")).toBe(1);
  } finally {
    await fresh.close();
  }
});
