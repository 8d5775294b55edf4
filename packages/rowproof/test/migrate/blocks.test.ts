import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { GateRefusal, refusalError, runGate } from "../../src/commands/gate/gate.js";
import { ensureHistory } from "../../src/migrate/history.js";
import { journalContract } from "../check/journal.js";
import { exists, migrationOf, recordedVersions, runOn } from "./support.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureHistory(database.client);
});

afterAll(() => database.drop());

beforeEach(async () => {
  await database.client.query(`
    drop table if exists t, u, v cascade;
    truncate supabase_migrations.schema_migrations;
    create table t (id int, x text);
    create table u (id int);
  `);
});

/** A file without a transaction. */
const fileOf = (text: string, version = "1") => migrationOf(version, text, false);

/** Another session, which holds its locks no longer than the test runs. */
async function another(): Promise<pg.Client> {
  const client = await connect(database.url);
  onTestFinished(() => client.end());
  return client;
}

async function countOf(table: "t" | "u"): Promise<number | null> {
  return (await database.client.query(`select from ${table}`)).rowCount;
}

test("a block is there in whole or not at all; what comes before it stays, and is said to", async () => {
  const text = `create index concurrently if not exists i on t (x);
start transaction;
insert into u values (1);
alter table t add column y nonsense;
end;`;
  await expect(runOn(database.url, [await fileOf(text)])).rejects.toMatchObject({
    id: "migration/failed",
    sqlstate: "42704",
    why: "the block was rolled back; of the file, its first 1 of 5 statements stay, and run again next time",
    place: { line: 4 },
  });
  expect(await exists(database.client, "i")).toBe(true);
  expect(await countOf("u")).toBe(0);
  expect(await recordedVersions(database.client)).toEqual([]);
});

test("what a block defers to its commit fails there, and with it the block", async () => {
  const text = `begin;
alter table t add constraint k unique (x) deferrable initially deferred;
insert into t values (1, 'a'), (2, 'a');
commit;
begin; select 1; commit;`;
  await expect(runOn(database.url, [await fileOf(text)])).rejects.toMatchObject({
    id: "migration/failed",
    sqlstate: "23505",
    why: "the block was rolled back; nothing of the file stays",
    place: { line: 4 },
  });
  expect(await countOf("t")).toBe(0);
});

test("what a block defers is settled before the gate looks", async () => {
  const text = `begin; alter table t add constraint k unique (x) deferrable initially deferred;
    insert into t values (1, 'a'), (2, 'a'); commit;`;
  let calls = 0;
  const look = async () => {
    calls += 1;
  };
  await expect(runOn(database.url, [await fileOf(text)], { gate: look })).rejects.toMatchObject({
    sqlstate: "23505",
  });
  expect(calls).toBe(0);
});

test("a block runs with the isolation that its begin asks for", async () => {
  const text = "begin isolation level serializable; select 1; commit;";
  let level: unknown;
  const read = async (client: pg.ClientBase) => {
    level = (await client.query("show transaction_isolation")).rows;
  };
  await runOn(database.url, [await fileOf(text)], { gate: read });
  expect(level).toEqual([{ transaction_isolation: "serializable" }]);
});

test("a lock held by another: the whole block is tried again, and nothing of it is done twice", async () => {
  const other = await another();
  await other.query("begin; lock table t in access exclusive mode;");
  const text = `begin; set local lock_timeout = '100ms'; insert into u values (1); alter table t add column y int; commit;
    insert into u values (2);`;
  let retries = 0;
  const running = runOn(database.url, [await fileOf(text)], {
    lockWait: 20_000,
    onRetry: () => {
      retries += 1;
    },
  });
  await vi.waitFor(() => expect(retries).toBeGreaterThan(1), { timeout: 10_000 });
  // Between two tries nothing is held: another session gets what the block has written to.
  await other.query("set local lock_timeout = '5s'; lock table u in access exclusive mode; rollback;");
  await running;
  expect(await countOf("u")).toBe(2);
  expect(await recordedVersions(database.client)).toEqual(["1"]);
});

test("a block waits for a lock in short tries, and gives up with what stays of the file", async () => {
  const other = await another();
  await other.query("set application_name = 'reporting'; begin; lock table t in access share mode;");
  const text =
    "create index concurrently i on u (id); begin; insert into u values (2); alter table t add column y int; commit;";
  let retries = 0;
  const running = runOn(database.url, [await fileOf(text)], {
    lockWait: 500,
    onRetry: () => {
      retries += 1;
    },
  });
  await expect(running).rejects.toMatchObject({
    id: "migration/lock-wait",
    exitCode: 3,
    why: expect.stringMatching(/reporting.*; the block was rolled back; of the file, its first 1 of 5 /),
  });
  expect(retries).toBeGreaterThan(0);
  expect(await exists(database.client, "i")).toBe(true);
  expect(await countOf("u")).toBe(0);
});

/** A refusal in the words in which it is told. */
async function refusalOf(running: Promise<void>, files: Parameters<typeof refusalError>[1]): Promise<void> {
  try {
    await running;
  } catch (error) {
    throw error instanceof GateRefusal ? await refusalError(error, files, undefined) : error;
  }
}

test("the gate looks into the last block; what it refuses is rolled back, and the index before it stays", async () => {
  const text = `create index concurrently i on t (x);
begin; insert into u values (1); commit;
begin; insert into u values (2); commit;
insert into u values (3);`;
  const file = await fileOf(text);
  const seen: (number | null)[] = [];
  const running = runOn(database.url, [file], {
    gate: async (client) => {
      seen.push((await client.query("select from u")).rowCount);
      await runGate(journalContract, client, undefined);
    },
  });
  await expect(refusalOf(running, [file])).rejects.toMatchObject({
    id: "gate/refused",
    why: expect.stringContaining("the block was rolled back; of the file, its first 4 of 8 statements stay"),
  });
  expect(seen).toEqual([2]);
  expect(await exists(database.client, "i")).toBe(true);
  expect(await countOf("u")).toBe(1);
  expect(await recordedVersions(database.client)).toEqual([]);
});

test("a file without a block meets the gate at its end, and all of it stays", async () => {
  const file = await fileOf("insert into u values (1);");
  const running = runOn(database.url, [file], {
    gate: async (client) => {
      await runGate(journalContract, client, undefined);
    },
  });
  await expect(refusalOf(running, [file])).rejects.toMatchObject({
    id: "gate/refused",
    why: expect.stringContaining("the file runs outside a transaction: all of it stays, and runs again"),
  });
  expect(await countOf("u")).toBe(1);
  expect(await recordedVersions(database.client)).toEqual([]);
});

test("what stands after the block runs after it", async () => {
  const text =
    "begin; create table v (id int); insert into v values (1); commit; create index concurrently j on v (id);";
  await runOn(database.url, [await fileOf(text)]);
  expect(await exists(database.client, "j")).toBe(true);
  expect(await recordedVersions(database.client)).toEqual(["1"]);
});

test("a failure after the block leaves the file unrecorded; fixed, the whole of it runs again", async () => {
  const before = `create index concurrently if not exists i on t (x);
    begin; alter table t add column if not exists y int; commit;`;
  const failing = await fileOf(`${before} create unique index concurrently k on t (x);`);
  await database.client.query("insert into t values (1, 'a'), (2, 'a')");
  await expect(runOn(database.url, [failing])).rejects.toMatchObject({
    sqlstate: "23505",
    why: expect.stringContaining("its first 4 of 5 statements stay, and run again next time"),
  });
  expect((await database.client.query("select y from t")).rowCount).toBe(2);
  expect(await recordedVersions(database.client)).toEqual([]);
  await database.client.query("delete from t");
  await runOn(database.url, [failing]);
  expect(await exists(database.client, "k")).toBe(true);
  expect(await recordedVersions(database.client)).toEqual(["1"]);
});

// `set role` outlives a commit, and who is not the connecting role reads neither every table nor the history.
test.each([
  ["one transaction", "set role anon; select 1;", true],
  ["a session's role and a block", "set role anon; begin; select 1; commit;", false],
  ["a block's own role", "begin; set local role anon; select 1; commit;", false],
  ["a block's own session", "begin; set local session authorization anon; select 1; commit;", false],
  ["no block", "set role anon; select 1;", false],
])("the gate and the history are the connecting role's: %s", async (_, text, transactional) => {
  let roles: unknown;
  const read = async (client: pg.ClientBase) => {
    roles = (await client.query("select session_user = current_user as same, current_user as role")).rows;
  };
  const { rows } = await database.client.query("select true as same, current_user as role");
  await runOn(database.url, [await migrationOf("1", text, transactional)], { gate: read });
  expect(roles).toEqual(rows);
  expect(await recordedVersions(database.client)).toEqual(["1"]);
});

test("what follows the block runs as the role that the file has set, whatever the gate ran as", async () => {
  await database.client.query("grant create on schema public to anon");
  const text = "set role anon; begin; select 1; commit; create table v (id int);";
  await runOn(database.url, [await fileOf(text)]);
  const { rows } = await database.client.query(
    "select tableowner from pg_tables where schemaname = 'public' and tablename = 'v'",
  );
  expect(rows).toEqual([{ tableowner: "anon" }]);
});

test("an interrupt during a block cancels it and leaves nothing", async () => {
  const abort = new AbortController();
  const text = "begin; insert into u values (1); select pg_sleep(30); commit; insert into u values (2);";
  const begun = Date.now();
  const running = runOn(database.url, [await fileOf(text)], { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("stop")), 300);
  await expect(running).rejects.toThrow("stop");
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(await countOf("u")).toBe(0);
  expect(await recordedVersions(database.client)).toEqual([]);
});

test("an interrupt between two statements of a block does not let its commit through", async () => {
  const abort = new AbortController();
  const running = runOn(database.url, [await fileOf("begin; insert into u values (1); commit;")], {
    signal: abort.signal,
    gate: async () => abort.abort(new Error("stop")),
  });
  await expect(running).rejects.toThrow("stop");
  expect(await countOf("u")).toBe(0);
});
