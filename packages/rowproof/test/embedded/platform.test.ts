import { connect, type FreshDatabase, freshCluster, freshDatabase } from "@rowproof/testing/database";
import { useInitdb } from "@rowproof/testing/initdb";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { majors } from "../../src/embedded/binaries.js";
import { ensurePlatform, missingPlatform, platformSql } from "../../src/embedded/platform.js";

useInitdb();

const alice = "3e8f0a52-5f0e-4d0f-9d63-0d5a3f6f3a11";

/** A setting that no request made, or that an earlier one left, is one of these. */
const harmless: readonly (readonly [string, string | null])[] = [
  ["unset", null],
  ["empty", ""],
  ["a space", " "],
  ["malformed", '{"sub": '],
  ["not JSON", "hello"],
  ["a null", "null"],
  ["a string", '"text"'],
  ["a number", "42"],
  ["a list", `["${alice}"]`],
  ["an empty object", "{}"],
  ["a null subject", '{"sub": null, "role": null, "email": null}'],
  ["a null character", `{"sub": "${alice}", "x": "\\u0000"}`],
  ["half a surrogate pair", `{"sub": "${alice}", "x": "\\ud800"}`],
  ["a number too large", `{"sub": "${alice}", "x": 1e999999}`],
  ["nested too deeply", "[".repeat(100_000)],
];

const notUuids = [
  "",
  "legacy-user-1",
  `${alice}0`,
  `${alice}-`,
  ` ${alice}`,
  `${alice}\n`,
  "0",
  "{}",
  alice.replace("3", "g"),
];

async function claims(
  client: pg.Client,
  settings: Readonly<Record<string, string | null>>,
): Promise<unknown> {
  await client.query("begin");
  try {
    for (const [name, value] of Object.entries(settings)) {
      if (value !== null) await client.query("select set_config($1, $2, true)", [name, value]);
    }
    await client.query("set local role authenticated");
    const { rows } = await client.query(
      "select auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() as jwt",
    );
    return rows[0];
  } finally {
    await client.query("rollback");
  }
}

describe.each(majors)("on Postgres %i", (major) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase({ major });
  });
  afterAll(() => database.drop());

  test("the claims of a request are read", async () => {
    const jwt = { sub: alice, role: "authenticated", email: "alice@example.com" };
    const { sub: uid, ...rest } = jwt;
    const read = await claims(database.client, { "request.jwt.claims": JSON.stringify(jwt) });
    expect(read).toEqual({ uid, ...rest, jwt });
    const upper = JSON.stringify({ sub: alice.toUpperCase() });
    expect(await claims(database.client, { "request.jwt.claims": upper })).toMatchObject({ uid });
  });

  test("claims that are set one by one, as PostgREST once did, come first", async () => {
    const read = await claims(database.client, {
      "request.jwt.claims": '{"sub": "x", "role": "y", "email": "z"}',
      "request.jwt.claim": '{"sub": "w"}',
      "request.jwt.claim.sub": alice,
      "request.jwt.claim.role": "anon",
      "request.jwt.claim.email": "alice@example.com",
    });
    expect(read).toEqual({ uid: alice, role: "anon", email: "alice@example.com", jwt: { sub: "w" } });
  });

  test.each(harmless)("claims that are %s raise nothing and name nobody", async (_name, value) => {
    const nobody = { uid: null, role: null, email: null };
    expect(await claims(database.client, { "request.jwt.claims": value })).toMatchObject(nobody);
  });

  test("a subject that is not a uuid is nobody", async () => {
    for (const sub of notUuids) {
      const written = { "request.jwt.claims": JSON.stringify({ sub }) };
      expect(await claims(database.client, written), sub).toMatchObject({ uid: null });
      expect(await claims(database.client, { "request.jwt.claim.sub": sub }), sub).toMatchObject({
        uid: null,
      });
    }
    const odd = { "request.jwt.claims": JSON.stringify({ sub: { id: alice } }) };
    expect(await claims(database.client, odd)).toMatchObject({ uid: null });
  });

  test("uid() is inlined, and an index on the owner serves a policy that calls it", async () => {
    const { client } = database;
    await client.query("create table if not exists plain (owner uuid)");
    const { rows } = await client.query("explain (costs off, verbose) select owner = auth.uid() from plain");
    expect(JSON.stringify(rows)).not.toContain("auth.uid()");
    expect(JSON.stringify(rows)).toContain("request.jwt.claim.sub");
  });

  test("a search_path of the caller's changes nothing", async () => {
    const { client } = database;
    await client.query(`
      create schema if not exists evil;
      grant usage on schema evil to authenticated;
      create or replace function evil.current_setting(name text, boolean) returns text language sql
        return case when name like '%claims' then '{"sub": "${alice}"}' when name like '%sub' then '${alice}' end;
      set search_path = evil, pg_catalog`);
    expect(await claims(client, {})).toMatchObject({ uid: null, role: null, jwt: null });
    await client.query("reset search_path");
  });

  test("nothing is missing, and a second time nothing changes", async () => {
    expect(await missingPlatform(database.client)).toEqual([]);
    expect(await ensurePlatform(database.client)).toBe("present");
    await database.client.query(platformSql());
    await database.client.query(platformSql({ openDefaultPrivileges: true }));
    await database.client.query("drop owned by current_user").catch(() => undefined);
  });

  test("the roles are as Supabase has them", async () => {
    const { rows } = await database.client.query(`
      select rolname, rolcanlogin, rolinherit, rolbypassrls, rolsuper,
        array(select roleid::regrole::text from pg_auth_members where member = r.oid order by 1) as member_of
      from pg_roles r where rolname in ('anon', 'authenticated', 'service_role', 'authenticator') order by rolname`);
    const plain = {
      rolcanlogin: false,
      rolinherit: false,
      rolbypassrls: false,
      rolsuper: false,
      member_of: [],
    };
    expect(rows).toEqual([
      { ...plain, rolname: "anon" },
      { ...plain, rolname: "authenticated" },
      {
        ...plain,
        rolname: "authenticator",
        rolcanlogin: true,
        member_of: ["anon", "authenticated", "service_role"],
      },
      { ...plain, rolname: "service_role", rolbypassrls: true },
    ]);
  });
});

test.each(["anon", "authenticated", "service_role"])("%s may not touch the users", async (role) => {
  const { client, drop } = await freshDatabase({ platform: "open" });
  await client.query(`set role ${role}`);
  for (const statement of [
    "select from auth.users",
    `insert into auth.users (id) values ('${alice}')`,
    "update auth.users set email = null",
    "delete from auth.users",
    "truncate auth.users",
    "create table auth.mine ()",
  ]) {
    await expect(client.query(statement), statement).rejects.toMatchObject({ code: "42501" });
  }
  await drop();
});

test("default privileges are open only where that is asked for, and only for what is made afterwards", async () => {
  const { client, drop } = await freshDatabase({ platform: "closed" });
  const readable = async (name: string) => {
    const { rows } = await client.query("select has_table_privilege('anon', $1, 'truncate') as may", [name]);
    return rows[0].may;
  };
  await client.query("create table closed ()");
  expect(await ensurePlatform(client, { openDefaultPrivileges: true })).toBe("created");
  expect(await ensurePlatform(client, { openDefaultPrivileges: true })).toBe("present");
  await client.query("create table opened ()");
  expect([await readable("closed"), await readable("opened")]).toEqual([false, true]);
  const { rows } = await client.query(`
    select count(*)::int as grants from pg_default_acl d, aclexplode(d.defaclacl) a
    where a.grantee in ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole)
    group by defaclobjtype order by defaclobjtype`);
  expect(rows.map((row) => row.grants / 3)).toEqual([3, 1, 8]);
  await drop();
});

describe("in a cluster of its own", () => {
  let cluster: FreshDatabase;
  beforeAll(async () => {
    cluster = await freshCluster({ platform: false });
  });
  afterAll(() => cluster.drop());

  async function everything(client: pg.Client): Promise<unknown> {
    const { rows } = await client.query(`
      select array(select rolname from pg_roles order by 1) as roles,
        array(select pg_get_functiondef(p.oid) from pg_proc p where pronamespace = to_regnamespace('auth') order by 1) as functions,
        array(select oid::regclass::text from pg_class where relnamespace = to_regnamespace('auth') order by 1) as relations,
        (select nspacl::text from pg_namespace where nspname = 'public') as public`);
    return rows[0];
  }

  test("what is missing is named", async () => {
    expect(await missingPlatform(cluster.client)).toEqual([
      "role anon",
      "role authenticated",
      "role service_role",
      "role authenticator",
      "schema auth",
      "table auth.users",
      "function auth.jwt()",
      "function auth.uid()",
      "function auth.role()",
      "function auth.email()",
    ]);
  });

  test("a real Supabase is left alone", async () => {
    await cluster.client.query("create role supabase_auth_admin");
    const before = await everything(cluster.client);
    expect(await ensurePlatform(cluster.client, { openDefaultPrivileges: true })).toBe("present");
    expect(await everything(cluster.client)).toEqual(before);
    await cluster.client.query("drop role supabase_auth_admin");
  });

  test("it is a part of the caller's transaction", async () => {
    const before = await everything(cluster.client);
    await cluster.client.query("begin");
    expect(await ensurePlatform(cluster.client)).toBe("created");
    await cluster.client.query("rollback");
    expect(await everything(cluster.client)).toEqual(before);
  });

  test("several databases may be given it at the same moment", async () => {
    const names = ["one", "two", "three", "four"];
    for (const name of names) await cluster.client.query(`create database ${name}`);
    const clients = await Promise.all(names.map((name) => connect(cluster.server.url(name))));
    const results = await Promise.all(clients.map((client) => ensurePlatform(client)));
    expect(results).toEqual(["created", "created", "created", "created"]);
    for (const client of clients) expect(await missingPlatform(client)).toEqual([]);
    await Promise.all(clients.map((client) => client.end()));
  });

  test("what somebody made by that name stays theirs", async () => {
    const { client } = cluster;
    await client.query("create schema auth; create table auth.users (name text)");
    await client.query("create function auth.uid() returns text language sql return 'mine'");
    expect(await ensurePlatform(client)).toBe("created");
    const { rows } = await client.query("select auth.uid(), to_regprocedure('auth.jwt()')::text as jwt");
    expect(rows).toEqual([{ uid: "mine", jwt: "auth.jwt()" }]);
    expect((await client.query("select * from auth.users")).fields.map((field) => field.name)).toEqual([
      "name",
    ]);
  });
});
