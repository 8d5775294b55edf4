import { setTimeout as sleep } from "node:timers/promises";
import { acting, service, signedIn, tryAs } from "@rowproof/testing/actor";
import { afterDatabase } from "@rowproof/testing/companion";
import { connect, type FreshDatabase } from "@rowproof/testing/database";
import { testedMajors } from "@rowproof/testing/sample";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { legacyPeople, users } from "../fixture/people.js";
import { ownedTables } from "./relations.js";

const { amara, bruno, chiyo, diego } = users;

/** A deleted user who still has a token and a session. */
const departed = "f0000000-0000-4000-8000-000000000006";
const departedSession = "session_departed";
const nobody = { code: "23503", constraint: "companion_require_user" };

const textOwned = ownedTables.filter(({ owner }) => owner === "userId");

describe.each(testedMajors)("nothing of a user comes back, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await afterDatabase(major);
    client = database.client;
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    await client.query('insert into public."ChatSession" ("sessionId", "userId") values ($1, $2)', [
      departedSession,
      departed,
    ]);
    await client.query("commit");
  });
  afterAll(() => database.drop());

  test("a deleted user's token writes nothing under either name, and neither does the service for them", async () => {
    expect(textOwned).toHaveLength(5);
    for (const insert of textOwned.flatMap(insertsOf)) {
      for (const actor of [signedIn(departed), service]) {
        expect([insert, await tryAs(client, actor, insert, [departed])]).toMatchObject([insert, nobody]);
      }
    }
  });

  test("a row cannot be given to a deleted user, and a leftover row can be corrected", async () => {
    await acting(client, service, async (run) => {
      const give = 'update public."DailyMood" set "userId" = $1 where "userId" = $2';
      expect(await run(give, [departed, amara.id])).toMatchObject(nobody);
      const whole = `update public."ChatSession" set "userId" = "userId", summary = 'x' where "userId" = $1`;
      expect(await run(whole, [departed])).toMatchObject({ code: null, count: 1 });
      const fix = 'update public."ChatSession" set "userId" = $1 where "userId" = $2';
      expect(await run(fix, [bruno.id, departed])).toMatchObject({ code: null, count: 1 });
    });
  });

  test("the service can write an owner that is not a uuid, but no uuid in another form", async () => {
    const insert = 'insert into public."JournalEntry" ("userId", content, date) values ($1, $2, now())';
    for (const { id } of legacyPeople) {
      expect(await tryAs(client, service, insert, [id, "old"])).toMatchObject({ code: null, count: 1 });
    }
    expect(await tryAs(client, service, insert, [amara.id, "new"])).toMatchObject({ code: null, count: 1 });
    expect(await tryAs(client, service, insert, [amara.id.toUpperCase(), "new"])).toMatchObject(nobody);
  });

  test("a stranger does not learn which ids exist", async () => {
    const stranger = signedIn(amara.id);
    const policy = { code: "42501", constraint: null };
    for (const id of [bruno.id, departed]) {
      for (const insert of textOwned.flatMap(insertsOf)) {
        expect([insert, await tryAs(client, stranger, insert, [id])]).toMatchObject([insert, policy]);
      }
      for (const { table } of textOwned) {
        const give = `update public.${table} set "userId" = $1`;
        expect([table, await tryAs(client, stranger, give, [id])]).toMatchObject([table, policy]);
      }
    }
  });

  test("a write in progress when its user is deleted is erased", async () => {
    const writer = await signedInClient(database.url, bruno.id);
    await writer.query(checkIn, [bruno.id]);
    const deletion = client.query("delete from auth.users where id = $1", [bruno.id]);
    await blockedOrDone(database.url, deletion);
    await writer.query("commit");
    await writer.end();
    expect((await deletion).rowCount).toBe(1);
    expect(await moodsOf(client, bruno.id)).toBe(0);
  });

  test("a write that begins while its user is being deleted is refused", async () => {
    await client.query("begin");
    await client.query("delete from auth.users where id = $1", [chiyo.id]);
    const writer = await signedInClient(database.url, chiyo.id);
    const writing = writer.query(checkIn, [chiyo.id]).then(
      () => null,
      (error: unknown) => error,
    );
    await blockedOrDone(database.url, writing);
    await client.query("commit");
    expect(await writing).toMatchObject(nobody);
    await writer.query("commit");
    await writer.end();
    expect(await moodsOf(client, chiyo.id)).toBe(0);
  });

  test.each([
    "repeatable read",
    "serializable",
  ])("a deletion that is %s, and might not see all, is refused", async (level) => {
    await client.query(`begin isolation level ${level}`);
    const deletion = client.query("delete from auth.users where id = $1", [diego.id]);
    await expect(deletion).rejects.toMatchObject({ code: "0A000" });
    await client.query("rollback");
  });
});

const checkIn = `insert into public.daily_mood (user_id, date, emotion, intensity, fruit)
                 values ($1, '2031-05-05', 'joy', 7, 'mango')`;

/** An insert under each name of a table, with the owner as its one parameter. */
function insertsOf({ table, views, columns, values = "" }: (typeof ownedTables)[number]): readonly string[] {
  const written = table === '"ChatMessage"' ? `'${departedSession}', 'user', 'hello'` : values;
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const insert = (name: string, names: readonly string[]) =>
    `insert into public.${name} (${names.map((column) => `"${column}"`).join(", ")}) values ($1, ${written})`;
  const names = ["userId", ...columns];
  return [insert(table, names), ...views.map((view) => insert(view, names.map(snakeCase)))];
}

/** A connection with a transaction open, as a signed-in user. */
async function signedInClient(url: string, id: string): Promise<pg.Client> {
  const client = await connect(url);
  await client.query("begin");
  const { role, claims } = signedIn(id);
  await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
  await client.query(`set local role ${role}`);
  return client;
}

/** Waits until a session of this database waits for a lock, or the work is done. */
async function blockedOrDone(url: string, work: Promise<unknown>): Promise<void> {
  const watcher = await connect(url);
  let done = false;
  work.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  const blocked = `select from pg_catalog.pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'`;
  while (!done && (await watcher.query(blocked)).rowCount === 0) await sleep(10);
  await watcher.end();
}

async function moodsOf(client: pg.ClientBase, id: string): Promise<number> {
  return (await client.query('select from public."DailyMood" where "userId" = $1', [id])).rowCount ?? 0;
}
