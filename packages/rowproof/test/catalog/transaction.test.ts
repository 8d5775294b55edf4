import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.drop());

const state = `select current_setting('search_path') as path, current_setting('transaction_isolation') as isolation,
  current_setting('transaction_read_only') as read_only, current_setting('timezone') as zone`;

it("reads what the client has not committed, and leaves its transaction as it was", async () => {
  const { client } = database;
  await client.query("begin isolation level read committed");
  await client.query("set local search_path = auth; set timezone = 'Asia/Tokyo'");
  await client.query("create table public.uncommitted (id integer)");
  const before = await client.query(state);
  const { relations } = await readCatalog(client);
  expect(relations.map(({ name }) => name)).toEqual(["uncommitted"]);
  expect((await client.query(state)).rows).toEqual(before.rows);
  expect(client.getTransactionStatus()).toBe("T");
  await client.query("create table public.written_after (id integer)");
  await client.query("rollback");
  expect((await readCatalog(client)).relations).toEqual([]);
});

it("outside a transaction leaves none behind, and the settings as they were", async () => {
  const { client } = database;
  await client.query("set search_path = auth, public");
  const before = await client.query(state);
  await readCatalog(client);
  expect(client.getTransactionStatus()).toBe("I");
  expect((await client.query(state)).rows).toEqual(before.rows);
});

it("fails in a transaction that has failed, and does not end it", async () => {
  const { client } = database;
  await client.query("begin");
  await expect(client.query("select 1 / 0")).rejects.toThrow();
  await expect(readCatalog(client)).rejects.toMatchObject({ code: "25P02" });
  expect(client.getTransactionStatus()).toBe("E");
  await client.query("rollback");
});

it("a statement that fails ends its own transaction, or leaves the client's usable", async () => {
  const { client, url } = database;
  await client.query(
    "create table public.locked (id integer); create view public.v as select id from public.locked",
  );
  const other = await connect(url);
  await other.query("begin; lock table public.locked in access exclusive mode");
  try {
    await client.query("begin; set local lock_timeout = '50ms'");
    await expect(readCatalog(client)).rejects.toMatchObject({ code: "55P03" });
    expect(client.getTransactionStatus()).toBe("T");
    await client.query("rollback");
  } finally {
    await other.end();
    await client.query("drop table public.locked cascade");
  }
});

it("needs no superuser", async () => {
  const { client } = database;
  await client.query(
    "create table public.closed (id integer); create policy p on public.closed using (id > 1)",
  );
  const expected = await readCatalog(client);
  await client.query("set session authorization anon");
  const read = await readCatalog(client);
  await client.query("reset session authorization; drop table public.closed");
  expect(read.server).toMatchObject({ currentRole: "anon", superuser: false });
  expect(read.relations).toEqual(expected.relations);
});

it.each([15, 16, 18] as const)("reads what is particular to %i", async (major) => {
  const { client, drop } = await freshDatabase({ major });
  try {
    await client.query("create table t (a integer not null); grant all on t to anon");
    await client.query(`create role "member ${major}"; grant anon to "member ${major}"`);
    const { server, relations, roles } = await readCatalog(client);
    await client.query(`drop role "member ${major}"`);
    expect(server.major).toBe(major);
    const privileges = relations[0]?.effective.map(({ privilege }) => privilege);
    expect(privileges?.includes("MAINTAIN")).toBe(major >= 17);
    expect(relations[0]?.constraints.map(({ kind }) => kind)).toEqual(major >= 18 ? ["not null"] : []);
    expect(roles.find(({ name }) => name === `member ${major}`)?.memberOf).toEqual([
      { role: "anon", admin: false, inherit: true, set: true },
    ]);
  } finally {
    await drop();
  }
});
