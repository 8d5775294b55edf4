import { createHash } from "node:crypto";
import { anon, tryAs } from "@rowproof/testing/actor";
import { beforeDatabase } from "@rowproof/testing/companion";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadBefore } from "../fixture/load.js";
import { legacyPeople, misplacedMessage, users } from "../fixture/people.js";
import { makeRows } from "../fixture/rows.js";

describe("the rows", () => {
  test("are the same every time", () => {
    const digest = createHash("sha256").update(JSON.stringify(makeRows())).digest("hex");
    expect(digest).toMatchInlineSnapshot(
      `"d0f6a07de094b02058b3b5fa0a9095164f74921be1c3cf79a3238726c13bd5cd"`,
    );
  });

  test("are a few thousand, over a year", () => {
    const rows = makeRows();
    const count = Object.values(rows).reduce((sum, table) => sum + table.length, 0);
    expect(count).toBeGreaterThan(2500);
    expect(count).toBeLessThan(6000);
    const dates = rows.DailyMood.map((mood) => mood.date).sort();
    expect([dates[0]?.slice(0, 7), dates.at(-1)?.slice(0, 7)]).toEqual(["2025-01", "2025-12"]);
  });

  test("have legacy owners in every table with a text owner", () => {
    const legacy = new Set<string>(legacyPeople.map((person) => person.id));
    const { InsightRun: _insights, ...tables } = makeRows();
    for (const [table, rows] of Object.entries(tables)) {
      expect([table, rows.some((row) => legacy.has(row.userId))]).toEqual([table, true]);
    }
  });
});

describe("the database in its first state", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await beforeDatabase();
  });
  afterAll(() => database.drop());

  test("has the four users, and is not created twice", async () => {
    expect(await loadBefore(database.client)).toEqual([]);
    const { rows } = await database.client.query("select id from auth.users order by id");
    expect(rows.map((row) => row.id)).toEqual(Object.values(users).map((user) => user.id));
  });

  test("is wide open: anon reads every journal and empties every table", async () => {
    const { client } = database;
    const read = await tryAs(client, anon, 'select from public."JournalEntry"');
    expect(read.count).toBe(makeRows().JournalEntry.length);
    expect(await tryAs(client, anon, 'truncate public."ChatSession" cascade')).toMatchObject({ code: null });
    const { rows } = await client.query(
      "select count(*)::int from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity",
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  test("has one message in a session of another user", async () => {
    const { rows } = await database.client.query(
      `select message.id, message."userId", "sessionId", session."userId" as "sessionUserId"
       from public."ChatMessage" as message join public."ChatSession" as session using ("sessionId")
       where message."userId" <> session."userId"`,
    );
    expect(rows).toEqual([misplacedMessage]);
  });

  test("is created once, even if two processes try at the same time", async () => {
    const { client, url, drop } = await freshDatabase({ platform: "open" });
    const second = await connect(url);
    const loaded = await Promise.all([loadBefore(client), loadBefore(second)]);
    expect(loaded.map((tables) => tables.length).sort()).toEqual([0, 7]);
    await second.end();
    await drop();
  });

  test("is created completely or not at all", async () => {
    const { client, drop } = await freshDatabase({ platform: "open" });
    await client.query("insert into auth.users (id) values ($1)", [users.diego.id]);
    await expect(loadBefore(client)).rejects.toMatchObject({ code: "23505" });
    await client.query("delete from auth.users");
    expect(await loadBefore(client)).toHaveLength(7);
    await drop();
  });
});
