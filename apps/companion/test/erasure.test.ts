import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { testedMajors } from "@rowproof/testing/sample";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { legacyPeople, misplacedMessage, users } from "../fixture/people.js";
import { relationsOf } from "./relations.js";

const { amara, bruno, chiyo, diego } = users;

describe.each(testedMajors)("signing up and leaving, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await afterDatabase(major);
    client = database.client;
    await client.query(
      `insert into public.calendar_events (user_id, date, title) select id, '2025-06-01', 'walk' from auth.users;
       insert into public.users_roles (user_id) select id from auth.users;
       insert into public.billing_customers (user_id, stripe_customer_id) select id, 'cus_' || id from auth.users`,
    );
  });
  afterAll(() => database.drop());
  beforeEach(() => client.query("begin"));
  afterEach(() => client.query("rollback"));

  test("a deleted user leaves no rows; all other rows stay, also those without an owner", async () => {
    const others = [bruno.id, chiyo.id, diego.id, ...legacyPeople.map((person) => person.id)];
    const kept = await ownersOf(client, others);
    expect(await mentions(client, amara.id)).not.toEqual([]);
    await client.query("delete from auth.users where id = $1", [amara.id]);
    expect(await mentions(client, amara.id)).toEqual([]);
    const after = await ownersOf(client, others);
    // Bruno's misplaced message in Amara's session is deleted with that session.
    const messages = ["ChatMessage", "chat_messages"];
    expect(after).toEqual(
      kept.map((row) => {
        const less = messages.includes(row.relation) && row.owner === bruno.id ? 1 : 0;
        return { ...row, rows: row.rows - less };
      }),
    );
  });

  test("all users can be deleted in one statement, including misplaced messages", async () => {
    await client.query("delete from auth.users");
    for (const { id } of Object.values(users)) expect(await mentions(client, id)).toEqual([]);
    const legacy = await client.query('select from public."ChatMessage"');
    expect(legacy.rowCount).toBeGreaterThan(0);
  });

  test("deleting the sender deletes a misplaced message, and the session stays", async () => {
    await client.query("delete from auth.users where id = $1", [bruno.id]);
    const message = await client.query('select from public."ChatMessage" where id = $1', [
      misplacedMessage.id,
    ]);
    const session = await client.query('select from public."ChatSession" where "sessionId" = $1', [
      misplacedMessage.sessionId,
    ]);
    expect([message.rowCount, session.rowCount]).toEqual([0, 1]);
  });

  test("a role that may delete users needs no privilege on their rows", async () => {
    const clerk = `clerk_${major}`;
    await client.query(
      `create role ${clerk} bypassrls;
       grant usage on schema auth to ${clerk};
       grant select, insert, delete on auth.users to ${clerk};
       set local role ${clerk}`,
    );
    await client.query("delete from auth.users where id = $1", [amara.id]);
    await client.query("insert into auth.users (id) values (gen_random_uuid())");
    await client.query("reset role");
    expect(await mentions(client, amara.id)).toEqual([]);
    expect((await client.query("select from public.profiles")).rowCount).toBe(4);
  });

  test("an erasure that row level security would make incomplete is refused", async () => {
    const owner = `owner_${major}`;
    const tables = ["ChatMessage", "ChatSession", "DailyMood", "JournalEntry", "UserMemory"];
    await client.query(
      `create role ${owner};
       grant create on schema public to ${owner};
       alter function public.companion_erase_user() owner to ${owner};
       ${tables.map((table) => `alter table public."${table}" owner to ${owner}`).join(";")}`,
    );
    await client.query("delete from auth.users where id = $1", [bruno.id]);
    expect(await mentions(client, bruno.id)).toEqual([]);
    await client.query('alter table public."JournalEntry" force row level security');
    await expect(client.query("delete from auth.users where id = $1", [amara.id])).rejects.toThrow(
      'query would be affected by row-level security policy for table "JournalEntry"',
    );
  });

  test("each existing user has a profile, and each new user gets one", async () => {
    const id = "e0000000-0000-4000-8000-000000000005";
    await client.query("insert into auth.users (id) values ($1)", [id]);
    const { rows } = await client.query(
      "select user_id, plan, voice_enabled from public.profiles order by user_id",
    );
    const everybody = [...Object.values(users).map((user) => user.id), id];
    expect(rows).toEqual(everybody.map((user_id) => ({ user_id, plan: "FREE", voice_enabled: false })));
  });

  test("a sign-up succeeds even if its profile cannot be created", async () => {
    await client.query(
      "alter table public.profiles add constraint full_house check (voice_enabled) not valid",
    );
    const signedUp = await client.query("insert into auth.users (id) values (gen_random_uuid())");
    expect(signedUp.rowCount).toBe(1);
    expect((await client.query("select from public.profiles")).rowCount).toBe(4);
  });
});

/** The tables and columns that contain a text. */
async function mentions(client: pg.ClientBase, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const relation of [...(await relationsOf(client)), { sql: "auth.users" }]) {
    const { rowCount } = await client.query(
      `select from ${relation.sql} as row where strpos(lower(row::text), lower($1)) > 0`,
      [text],
    );
    if (rowCount !== 0) found.push(relation.sql);
  }
  return found;
}

interface OwnedRows {
  readonly relation: string;
  readonly owner: string;
  readonly rows: number;
}

/** How many rows each of these has in each relation. */
async function ownersOf(client: pg.ClientBase, owners: readonly string[]): Promise<readonly OwnedRows[]> {
  const counted: OwnedRows[] = [];
  for (const relation of await relationsOf(client)) {
    const { rows } = await client.query<{ owner: string; rows: number }>(
      `select coalesce(row ->> 'userId', row ->> 'user_id') as owner, count(*)::int as rows
       from (select to_jsonb(r) as row from ${relation.sql} as r) as rows
       where coalesce(row ->> 'userId', row ->> 'user_id') = any ($1) group by 1 order by 1`,
      [owners],
    );
    counted.push(...rows.map((row) => ({ relation: relation.name, ...row })));
  }
  return counted;
}
