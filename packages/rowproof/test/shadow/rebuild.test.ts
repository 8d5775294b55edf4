import { readFile } from "node:fs/promises";
import { connect, freshDatabase } from "@rowproof/testing/database";
import { testedMajors } from "@rowproof/testing/sample";
import { expect, it } from "vitest";
import { compareCatalogs } from "../../src/catalog/compare.js";
import { readSnapshot } from "../../src/shadow/schema-snapshot.js";
import { openShadow } from "../../src/shadow/shadow.js";
import { ask, sharedShadow, snapshotAfter } from "./live.js";

const companion = new URL("../../../../apps/companion/schema.sql", import.meta.url);
const shadow = sharedShadow();

it.each(testedMajors)("rebuilds the companion on %i without a difference", async (major) => {
  const live = await freshDatabase({ major });
  await live.client.query(await readFile(companion, "utf8"));
  const snapshot = await readSnapshot(live.client, ["public"]);
  await live.drop();
  const opened = await openShadow({ major });
  try {
    const rebuilt = await opened.rebuild(snapshot);
    expect(rebuilt.untested).toEqual([]);
    const client = await connect(rebuilt.url);
    const made = await readSnapshot(client, ["public"]);
    await client.end();
    expect(compareCatalogs(snapshot.catalog, made.catalog)).toEqual([]);
    expect(made.catalog.relations.length).toBeGreaterThan(10);
  } finally {
    await opened.close();
  }
});

it.each([
  "structure",
  "partitions",
  "objects",
  "odds",
  "privileges",
])("rebuilds what a dump can say (%s), and says that nothing is amiss", async (name) => {
  const source = await readFile(new URL(`../corpus/dump/${name}.sql`, import.meta.url), "utf8");
  const roles = `do $$ begin
      if to_regrole('dump_other') is null then create role dump_other; end if;
      if to_regrole('dump_loader') is null then create role dump_loader login; end if;
    exception when duplicate_object or unique_violation then null; end $$;`;
  const rebuilt = await shadow().rebuild(await snapshotAfter(roles + source));
  expect(rebuilt.untested).toEqual([]);
  await rebuilt.drop();
});

it("rebuilds the helpers that policies call, in whichever schema of the project's own they are", async () => {
  const snapshot = await snapshotAfter(`
    create schema private;
    create table private.members (team uuid, member uuid);
    create function private.is_member(uuid) returns boolean language sql stable security definer set search_path = ''
      as 'select exists (select from private.members where team = $1 and member = auth.uid())';
    create table notes (team uuid);
    alter table notes enable row level security;
    create policy mine on notes to authenticated using (private.is_member(team))`);
  const rebuilt = await shadow().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  expect(await ask(rebuilt, "select private.is_member(gen_random_uuid())")).toBe(false);
  await rebuilt.drop();
});

it("rebuilds auth and storage as they are: triggers on users, other columns and functions, grants", async () => {
  const snapshot = await snapshotAfter(`
    alter table auth.users add column confirmed boolean;
    create table auth.sessions (id uuid primary key, user_id uuid references auth.users on delete cascade);
    create or replace function auth.role() returns text language sql stable as $$ select 'live'::text $$;
    grant select (id, email) on auth.users to authenticated;
    create function public.greet() returns trigger language plpgsql security definer as 'begin return new; end';
    create trigger greets after insert on auth.users for each row execute function public.greet();
    create schema storage;
    grant usage on schema storage to anon;
    create table storage.objects (id uuid primary key, name text);
    alter table storage.objects enable row level security;
    create policy "anyone may look" on storage.objects for select to anon using (auth.role() = 'live');
    grant select on storage.objects to anon`);
  const rebuilt = await shadow().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  expect(await ask(rebuilt, "select count(*)::int from pg_trigger where tgname = 'greets'")).toBe(1);
  expect(
    await ask(rebuilt, "select has_column_privilege('authenticated', 'auth.users', 'email', 'select')"),
  ).toBe(true);
  expect(
    await ask(rebuilt, "select has_column_privilege('authenticated', 'auth.users', 'phone', 'select')"),
  ).toBe(false);
  expect(await ask(rebuilt, "select auth.role()")).toBe("live");
  expect(await ask(rebuilt, "select count(*)::int from storage.objects", "anon")).toBe(0);
  await rebuilt.drop();
});

it("reads what the caller has not committed, and leaves the transaction open", async () => {
  const live = await freshDatabase();
  await live.client.query("begin; create table not_yet (a integer)");
  const snapshot = await readSnapshot(live.client, ["public"]);
  expect(live.client.getTransactionStatus()).toBe("T");
  await live.client.query("rollback");
  await live.drop();
  const rebuilt = await shadow().rebuild(snapshot);
  expect(await ask(rebuilt, "select count(*)::int from public.not_yet")).toBe(0);
  await rebuilt.drop();
});

it("gives a database without auth the platform's, and opens nothing by it", async () => {
  const live = await freshDatabase({ platform: false });
  await live.client.query(
    "revoke all on schema public from public; create table t (a integer); grant select on t to public",
  );
  const snapshot = await readSnapshot(live.client, ["public"]);
  await live.drop();
  const rebuilt = await shadow().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  expect(await ask(rebuilt, "select auth.uid() is null")).toBe(true);
  expect(await ask(rebuilt, "select from public.t", "anon")).toBe("42501");
  await rebuilt.drop();
});

it("copies a rebuilt database with its rows, its privileges and its settings", async () => {
  const live = await freshDatabase();
  const name = new URL(live.url).pathname.slice(1);
  await live.client.query(`
    revoke all on database ${name} from public;
    grant connect on database ${name} to anon;
    alter database ${name} set request.jwt.claims to '{"role":"anon"}';
    alter database ${name} set role to anon;
    alter role authenticator in database ${name} set pgrst.db_schemas to 'public, api';
    create table t (a integer)`);
  const snapshot = await readSnapshot(live.client, ["public"]);
  await live.drop();
  const rebuilt = await shadow().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  await ask(rebuilt, "insert into public.t values (1)");
  const copy = await rebuilt.copy();
  for (const database of [rebuilt, copy]) {
    expect(
      await ask(database, "select has_database_privilege('authenticated', current_database(), 'temporary')"),
    ).toBe(false);
    expect(await ask(database, "select has_database_privilege('anon', current_database(), 'connect')")).toBe(
      true,
    );
    expect(await ask(database, "select current_setting('request.jwt.claims')")).toBe('{"role":"anon"}');
    expect(await ask(database, "select current_user = session_user")).toBe(true);
    expect(
      await ask(
        database,
        "select count(*)::int from pg_db_role_setting where setrole = 'authenticator'::regrole and setconfig::text like '%public, api%' and setdatabase = (select oid from pg_database where datname = current_database())",
      ),
    ).toBe(1);
  }
  await ask(copy, "insert into public.t values (2)");
  expect(await ask(rebuilt, "select count(*)::int from public.t")).toBe(1);
  await copy.drop();
  await rebuilt.drop();
});

it("rebuilds the exposed schemas of the platform too, and a database without public without it", async () => {
  const live = await freshDatabase();
  await live.client.query(
    "create schema graphql_public; create table graphql_public.t (a integer); drop schema public",
  );
  const snapshot = await readSnapshot(live.client, ["graphql_public", "nowhere"]);
  await live.drop();
  const rebuilt = await shadow().rebuild(snapshot);
  expect(rebuilt.untested).toEqual([]);
  expect(await ask(rebuilt, "select count(*)::int from graphql_public.t")).toBe(0);
  expect(await ask(rebuilt, "select to_regnamespace('public') is null")).toBe(true);
  await rebuilt.drop();
});
