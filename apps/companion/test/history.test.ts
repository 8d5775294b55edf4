import { acting, anon, service, signedIn, tryAs } from "@rowproof/testing/actor";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { users } from "../fixture/people.js";

const { amara, bruno } = users;
const asAmara = signedIn(amara.id);
const session = "session_of_ages";
/** How many days ago each message was written. */
const ages = [0, 1, 29.9, 30.1, 31, 400];
const within = ages.filter((age) => age < 30).length;

describe.each([15, 17] as const)("how far back a plan shows messages, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await afterDatabase(major);
    client = database.client;
    await client.query(
      `insert into public."ChatSession" ("sessionId", "userId") values ('${session}', '${amara.id}');
       insert into public."ChatMessage" ("sessionId", "userId", role, content, "timestamp")
       select '${session}', '${amara.id}', 'user', 'hello', (now() at time zone 'utc') - age * interval '1 day'
       from unnest('{${ages.join(",")}}'::float8[]) as age`,
    );
  });
  afterAll(() => database.drop());

  const all = async () =>
    (await client.query(`select from public."ChatMessage" where "userId" = $1`, [amara.id])).rowCount;
  const withPlan = (plan: string) =>
    client.query("update public.profiles set plan = $1 where user_id = $2", [plan, amara.id]);

  test.each(["FREE", "PRO", "ELITE"])("%s, by both names of the table", async (plan) => {
    await withPlan(plan);
    const expected = plan === "FREE" ? within : await all();
    for (const name of ['"ChatMessage"', "chat_messages"]) {
      expect(await tryAs(client, asAmara, `select from public.${name}`)).toMatchObject({ count: expected });
    }
  });

  test("a user without a profile or claims can read no more than with the free plan", async () => {
    await client.query("begin; delete from public.profiles");
    try {
      await client.query("select set_config('request.jwt.claims', $1, true)", [asAmara.claims]);
      const start = await client.query(
        "select (now() at time zone 'utc') - public.companion_history_start() = interval '30 days' as free",
      );
      expect(start.rows).toEqual([{ free: true }]);
    } finally {
      await client.query("rollback");
    }
    await withPlan("PRO");
    const start = "select public.companion_history_start() = '-infinity' as all";
    expect((await tryAs(client, { role: "authenticated" }, start)).rows).toEqual([{ all: false }]);
    expect((await tryAs(client, signedIn(bruno.id), start)).rows).toEqual([{ all: false }]);
    expect((await tryAs(client, asAmara, start)).rows).toEqual([{ all: true }]);
  });

  test("the time zone of a session shifts nothing", async () => {
    await withPlan("FREE");
    for (const zone of ["Pacific/Kiritimati", "Etc/GMT+12"]) {
      await acting(client, asAmara, async (run) => {
        await run(`set local time zone '${zone}'`);
        expect((await run('select from public."ChatMessage"')).count).toBe(within);
      });
    }
  });

  test("a user cannot change the plan to see more, nor write messages that they would not see", async () => {
    await withPlan("FREE");
    await acting(client, asAmara, async (run) => {
      expect(await run("update public.profiles set plan = 'PRO'")).toMatchObject({ code: "42501" });
      const age = `update public."ChatMessage" set "timestamp" = '2020-01-01' where content = 'hello'`;
      expect(await run(age)).toMatchObject({ code: "42501" });
      const renew = `update public."ChatMessage" set "timestamp" = now() where "timestamp" < now() - interval '31 days'`;
      expect(await run(renew)).toMatchObject({ code: null, count: 0 });
      const write = `insert into public."ChatMessage" ("sessionId", "userId", role, content)
                     values ('${session}', '${amara.id}', 'user', 'hello') returning id`;
      expect(await run(write)).toMatchObject({ code: null, count: 1 });
    });
  });

  test("every session stays visible, and takes all of its messages along when it is deleted", async () => {
    await withPlan("FREE");
    const { rowCount } = await client.query(`select from public."ChatSession" where "userId" = $1`, [
      amara.id,
    ]);
    await client.query("begin");
    try {
      await client.query("select set_config('request.jwt.claims', $1, true)", [asAmara.claims]);
      await client.query("set local role authenticated");
      expect((await client.query('select from public."ChatSession"')).rowCount).toBe(rowCount);
      const gone = await client.query(`delete from public."ChatSession" where "sessionId" = $1`, [session]);
      expect(gone.rowCount).toBe(1);
      await client.query("reset role");
      const left = await client.query(`select from public."ChatMessage" where "sessionId" = $1`, [session]);
      expect(left.rowCount).toBe(0);
    } finally {
      await client.query("rollback");
    }
  });

  test("the newest messages are still found by their index", async () => {
    await withPlan("FREE");
    const page = `explain select * from public."ChatMessage" order by "timestamp" desc limit 20`;
    const { rows } = await acting(client, asAmara, async (run) => {
      for (const other of ["seqscan", "bitmapscan"]) await run(`set local enable_${other} = off`);
      return run(page);
    });
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toMatch(/Index Scan using "ChatMessage_userId_timestamp_idx"/);
    expect(plan).toMatch(/Index Cond: .*"userId" = .*"timestamp" >= /);
    expect(plan).not.toMatch(/Sort|Filter: .*companion_history_start/);
  });

  const exported =
    'select message ->> $$userId$$ as "userId" from jsonb_array_elements(public.companion_export_messages()) as message';

  test("users can export all of their messages and no others, whatever the plan, three times a day", async () => {
    await withPlan("FREE");
    const whole = await all();
    await acting(client, asAmara, async (run) => {
      for (let time = 0; time < 3; time++) {
        const { rows } = await run(exported);
        expect(rows).toHaveLength(whole ?? 0);
        expect(new Set(rows.map((row) => row.userId))).toEqual(new Set([amara.id]));
      }
      expect(await run(exported)).toMatchObject({ code: "PT429", count: 0 });
    });
    await client.query(
      `insert into public.user_limits values ('${amara.id}', 'export', now() - interval '1 day', 3),
                                             ('${bruno.id}', 'export', now() - interval '23 hours', 3)`,
    );
    expect(await tryAs(client, asAmara, exported)).toMatchObject({ code: null, count: whole });
    expect(await tryAs(client, signedIn(bruno.id), exported)).toMatchObject({ code: "PT429" });
  });

  test("only signed-in users can export", async () => {
    for (const actor of [anon, service, { role: "authenticated" } as const]) {
      expect(await tryAs(client, actor, exported)).toMatchObject({ code: "42501" });
    }
  });
});
