import { acting, signedIn, tryAs } from "@rowproof/testing/actor";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { testedMajors } from "@rowproof/testing/sample";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { users } from "../fixture/people.js";

const { amara, bruno } = users;
const asAmara = signedIn(amara.id);

const names = {
  chat_session: "ChatSession",
  chat_sessions: "ChatSession",
  chat_messages: "ChatMessage",
  daily_mood: "DailyMood",
  journal_entries: "JournalEntry",
  user_memory: "UserMemory",
  insight_run: "InsightRun",
} as const;

describe.each(testedMajors)("both names of a table, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await afterDatabase(major);
    client = database.client;
    await client.query("update public.profiles set plan = 'PRO'"); // so that the user sees all messages
  });
  afterAll(() => database.drop());

  test.each(
    Object.entries(names),
  )("%s has every column of %s in snake_case, and the same rows", async (view, table) => {
    const columns = async (relation: string) => {
      const { rows } = await client.query<{ name: string }>(
        `select attname as name from pg_catalog.pg_attribute
         where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
        [`public."${relation}"`],
      );
      return rows.map((row) => row.name);
    };
    const camel = await columns(table);
    expect(await columns(view)).toEqual(
      camel.map((name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)),
    );
    const rows = async (relation: string) =>
      (
        await tryAs(
          client,
          asAmara,
          `select md5(string_agg(r::text, ',' order by id)) as digest, count(*)::int
                                     from public."${relation}" as r`,
        )
      ).rows[0];
    const inTable = await rows(table);
    expect(inTable?.count).toBeGreaterThan(0);
    expect(await rows(view)).toEqual(inTable);
  });

  test("a row written through the view is in the table, with the table's defaults", async () => {
    await acting(client, asAmara, async (run) => {
      const made = await run(
        `insert into public.journal_entries (user_id, content, date) values ($1, 'l''été', '2030-01-01') returning *`,
        [amara.id],
      );
      expect(made.rows[0]).toMatchObject({ is_private: true, title: null, emotion: null });
      expect(made.rows[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
      const byId = [made.rows[0]?.id];
      const read = () => run('select * from public."JournalEntry" where id = $1', byId);
      expect((await read()).rows[0]).toMatchObject({ userId: amara.id, content: "l'été", isPrivate: true });
      await run("update public.journal_entries set is_private = false, emotion = 'joy' where id = $1", byId);
      expect((await read()).rows[0]).toMatchObject({ isPrivate: false, emotion: "joy" });
      await run("delete from public.journal_entries where id = $1", byId);
      expect((await read()).count).toBe(0);
    });
  });

  test("a row written to the table is in the view", async () => {
    await acting(client, asAmara, async (run) => {
      const made = await run(
        `insert into public."ChatSession" ("sessionId", "userId", "dominantEmotion", summary)
         values ('session_new', $1, 'calm', 'short') returning id`,
        [amara.id],
      );
      for (const view of ["chat_session", "chat_sessions"]) {
        const read = await run(`select * from public.${view} where id = $1`, [made.rows[0]?.id]);
        expect(read.rows[0]).toMatchObject({
          session_id: "session_new",
          dominant_emotion: "calm",
          message_count: 0,
        });
      }
      const message = await run(
        `insert into public.chat_messages (session_id, user_id, role, content, topics)
         values ('session_new', $1, 'user', 'hi', '{a,b}') returning "timestamp"`,
        [amara.id],
      );
      expect(message.code).toBeNull();
      const gone = await run(`delete from public.chat_sessions where session_id = 'session_new'`);
      expect(gone.count).toBe(1);
      expect((await run(`select from public."ChatMessage" where "sessionId" = 'session_new'`)).count).toBe(0);
    });
  });

  test("an upsert through the view inserts, then updates", async () => {
    const upsert = `insert into public.daily_mood (user_id, date, emotion, intensity, fruit)
                    values ($1, '2030-01-01', $2, $3, 'mango')
                    on conflict (user_id, date) do update set emotion = excluded.emotion, intensity = excluded.intensity
                    returning id, emotion`;
    await acting(client, asAmara, async (run) => {
      const first = await run(upsert, [amara.id, "joy", 7]);
      const second = await run(upsert, [amara.id, "calm", 4]);
      expect(second.rows).toEqual([{ id: first.rows[0]?.id, emotion: "calm" }]);
      const read = await run(`select emotion, intensity from public."DailyMood" where id = $1`, [
        first.rows[0]?.id,
      ]);
      expect(read.rows).toEqual([{ emotion: "calm", intensity: 4 }]);
      expect((await run(upsert, [bruno.id, "joy", 7])).code).toBe("42501");
    });
  });

  test("an upsert onto another user's key is refused through either name", async () => {
    const { rows } = await client.query<{ id: string }>(
      'select id from public."JournalEntry" where "userId" = $1 limit 1',
      [bruno.id],
    );
    for (const [name, user] of [
      ['"JournalEntry"', '"userId"'],
      ["journal_entries", "user_id"],
    ]) {
      const upsert = `insert into public.${name} (id, ${user}, content, date) values ($1, $2, 'mine', '2030-01-01')
                      on conflict (id) do update set content = excluded.content, ${user} = excluded.${user}`;
      expect((await tryAs(client, asAmara, upsert, [rows[0]?.id, amara.id])).code).toBe("42501");
    }
  });

  test("an update through either name sets updatedAt, in UTC in any session time zone", async () => {
    await acting(client, asAmara, async (run) => {
      await run("set local time zone 'Pacific/Kiritimati'");
      for (const statement of [
        'update public."DailyMood" set notes = $1',
        "update public.daily_mood set notes = $1",
        'update public."JournalEntry" set title = $1',
        "update public.chat_sessions set summary = $1",
        "update public.user_memory set summary = $1",
      ]) {
        const updated = await run(
          `${statement} returning ${statement.includes('"') ? '"updatedAt"' : "updated_at"} = (now() at time zone 'utc')::timestamp(3) as current`,
          [statement],
        );
        expect(updated.count).toBeGreaterThan(0);
        expect(new Set(updated.rows.map((row) => row.current))).toEqual(new Set([true]));
      }
      const made = await run(
        `insert into public.daily_mood (user_id, date, emotion, intensity, fruit)
         values ($1, '2030-01-01', 'joy', 7, 'mango')
         returning created_at = updated_at and created_at = (now() at time zone 'utc')::timestamp(3) as current`,
        [amara.id],
      );
      expect(made.rows).toEqual([{ current: true }]);
    });
  });
});
