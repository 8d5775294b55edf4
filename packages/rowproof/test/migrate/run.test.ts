import { setTimeout as sleep } from "node:timers/promises";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureHistory } from "../../src/migrate/history.js";
import { exists, migrationOf, recordedVersions, runOn } from "./support.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureHistory(database.client);
});

afterAll(() => database.drop());

beforeEach(async () => {
  await database.client.query(`
    drop table if exists t, u cascade;
    truncate supabase_migrations.schema_migrations;
    create table t (id int primary key, x text);
  `);
});

test("each file is one transaction: a failure half-way leaves nothing of it, and all of those before", async () => {
  const good = await migrationOf("1", "create table u (id int);");
  const bad = await migrationOf("2", "insert into t values (1);\nalter table t\n  add column y nonsense;\n");
  await expect(runOn(database.url, [good, bad])).rejects.toMatchObject({
    id: "migration/failed",
    sqlstate: "42704",
    exitCode: 1,
    place: { file: "/migrations/2_test.sql", line: 3, column: 16 },
    excerpt: "3 |   add column y nonsense;\n  |                ^",
  });
  expect(await recordedVersions(database.client)).toEqual(["1"]);
  expect((await database.client.query("select from t")).rowCount).toBe(0);
  expect(await exists(database.client, "u")).toBe(true);
});

test("a constraint deferred to the commit is a failure of the file, not of the run", async () => {
  const text =
    "alter table t add constraint k unique (x) deferrable initially deferred; insert into t values (1, 'a'), (2, 'a');";
  await expect(runOn(database.url, [await migrationOf("1", text)])).rejects.toMatchObject({
    id: "migration/failed",
    sqlstate: "23505",
  });
  expect(await recordedVersions(database.client)).toEqual([]);
});

test("an error never quotes a row", async () => {
  const text = "insert into t values (1, 'dear diary'); alter table t add check (x <> 'dear diary');";
  const failing = await migrationOf("1", text);
  const error: unknown = await runOn(database.url, [failing]).catch((thrown: unknown) => thrown);
  const cast = await migrationOf("2", "insert into t values (1, 'dear diary');\nselect x::int from t;");
  const other: unknown = await runOn(database.url, [cast]).catch((thrown: unknown) => thrown);
  for (const said of [error, other]) {
    const { message, why, fix } = said as { message: string; why: string; fix: string };
    expect(message + why + fix).not.toContain("diary");
  }
});

test("the gate runs inside the last file's transaction; what it throws rolls that file back", async () => {
  const first = await migrationOf("1", "create table u (id int);");
  const last = await migrationOf("2", "alter table t add column y int;");
  let calls = 0;
  const gate = async (client: { query(text: string): Promise<unknown> }) => {
    calls += 1;
    await client.query("select y from t");
    throw new Error("refused");
  };
  await expect(runOn(database.url, [first, last], { gate })).rejects.toThrow("refused");
  expect(calls).toBe(1);
  expect(await recordedVersions(database.client)).toEqual(["1"]);
  await expect(database.client.query("select y from t")).rejects.toMatchObject({ code: "42703" });
});

test("what a file sets for itself ends with it", async () => {
  const first = await migrationOf(
    "1",
    "set role anon; set search_path = pg_catalog; set lock_timeout = '7s'; select 1;",
  );
  const second = await migrationOf("2", "create table u (id int);");
  await runOn(database.url, [first, second]);
  expect(await exists(database.client, "public.u")).toBe(true);
});

test("a lock held by another: short tries, then success once it is free", async () => {
  const other = await connect(database.url);
  await other.query("begin; lock table t in access exclusive mode;");
  let retries = 0;
  const running = runOn(database.url, [await migrationOf("1", "alter table t add column y int;")], {
    lockWait: 20_000,
    onRetry: () => {
      retries += 1;
    },
  });
  while (retries < 2) await sleep(20);
  await other.query("rollback");
  await running;
  await other.end();
  expect(await recordedVersions(database.client)).toEqual(["1"]);
});

test("a lock held for too long: given up, nothing changed, and said who was in the way", async () => {
  const other = await connect(database.url);
  await other.query("set application_name = 'reporting'; begin; lock table t in access share mode;");
  const text = "create table u (id int); alter table t add column y int;";
  await expect(runOn(database.url, [await migrationOf("1", text)], { lockWait: 500 })).rejects.toMatchObject({
    id: "migration/lock-wait",
    exitCode: 3,
    why: expect.stringContaining("reporting"),
  });
  await other.end();
  expect(await exists(database.client, "u")).toBe(false);
  expect(await recordedVersions(database.client)).toEqual([]);
});

test("while a file waits, others get through behind it", async () => {
  const other = await connect(database.url);
  await other.query("begin; lock table t in access share mode;");
  const running = runOn(database.url, [await migrationOf("1", "alter table t add column y int;")], {
    lockWait: 1500,
  });
  const reader = await connect(database.url);
  await reader.query("set statement_timeout = '1s'");
  for (let index = 0; index < 5; index += 1) {
    await reader.query("select count(*) from t");
    await sleep(50);
  }
  await other.query("rollback");
  await running;
  await Promise.all([other.end(), reader.end()]);
});

test("an interrupt cancels the statement under way and leaves nothing", async () => {
  const abort = new AbortController();
  const begun = Date.now();
  const running = runOn(
    database.url,
    [await migrationOf("1", "create table u (id int); select pg_sleep(30);")],
    {
      signal: abort.signal,
    },
  );
  setTimeout(() => abort.abort(new Error("stop")), 300);
  await expect(running).rejects.toThrow("stop");
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(await exists(database.client, "u")).toBe(false);
});

test("the statement timeout is the caller's", async () => {
  const running = runOn(database.url, [await migrationOf("1", "select pg_sleep(30);")], {
    statementTimeout: 100,
  });
  await expect(running).rejects.toMatchObject({ id: "migration/cancelled", sqlstate: "57014" });
});

test("a file without a transaction builds an index concurrently, and says what stays when it fails", async () => {
  await database.client.query("insert into t values (1, 'a'), (2, 'a')");
  const good = await migrationOf("1", "create index concurrently i on t (x);", false);
  await runOn(database.url, [good]);
  const bad = await migrationOf(
    "2",
    "create table u (id int);\ncreate unique index concurrently k on t (x);",
    false,
  );
  await expect(runOn(database.url, [bad])).rejects.toMatchObject({
    sqlstate: "23505",
    why: expect.stringContaining("its first 1 of 2 statements stay"),
  });
  expect(await exists(database.client, "i")).toBe(true);
  // The invalid index that Postgres leaves behind would cost every write and block the next try.
  expect(await exists(database.client, "k")).toBe(false);
  expect(await recordedVersions(database.client)).toEqual(["1"]);
});

test("what a migration warns of is handed on, what it only notices is not", async () => {
  const said: string[] = [];
  const text = "do $$ begin raise warning 'one row is odd'; raise notice 'nothing'; end $$;";
  await runOn(database.url, [await migrationOf("1", text)], {
    onWarning: (_, warning) => said.push(warning),
  });
  expect(said).toEqual(["one row is odd"]);
});

test("a session that somebody ends is reported as such", async () => {
  const running = runOn(database.url, [
    await migrationOf("1", "select pg_terminate_backend(pg_backend_pid());"),
  ]);
  await expect(running).rejects.toMatchObject({ sqlstate: "57P01" });
});
