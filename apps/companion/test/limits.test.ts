import { anon, service, signedIn, type TestActor, tryAs } from "@rowproof/testing/actor";
import { migrate } from "@rowproof/testing/companion";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { users } from "../fixture/people.js";

const { amara, bruno } = users;
const asAmara = signedIn(amara.id);
const key = (digit: string) => digit.repeat(64);

describe.each([15, 17] as const)("what is counted and limited, on Postgres %i", (major) => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase({ platform: "open", major });
    client = database.client;
    await migrate(client);
    await client.query("insert into auth.users (id) values ($1), ($2)", [amara.id, bruno.id]);
  });
  afterAll(() => database.drop());
  beforeEach(() => client.query("truncate public.user_limits, public.sign_in_limits"));

  /** Calls a function as an actor, each call in its own committed transaction. */
  async function call(on: pg.Client, actor: TestActor, text: string): Promise<number> {
    const { rows } = await on
      .query(
        `begin; set local request.jwt.claims = '${actor.claims ?? ""}'; set local role ${actor.role};
       select ${text} as seconds; commit`,
      )
      .then((results) => (results as unknown as pg.QueryResult<{ seconds: number }>[])[3] ?? { rows: [] });
    return rows[0]?.seconds ?? Number.NaN;
  }

  async function together(actor: TestActor, text: string, times: number): Promise<readonly number[]> {
    const clients = await Promise.all(Array.from({ length: 8 }, () => connect(database.url)));
    try {
      const each = clients.map(async (one) => {
        const seconds: number[] = [];
        while (seconds.length < times / clients.length) seconds.push(await call(one, actor, text));
        return seconds;
      });
      return (await Promise.all(each)).flat();
    } finally {
      await Promise.all(clients.map((one) => one.end()));
    }
  }

  test("120 writes at the same time are allowed, and the others get a waiting time", async () => {
    const seconds = await together(asAmara, "public.companion_take_write()", 160);
    expect(seconds.filter((one) => one === 0)).toHaveLength(120);
    const waits = seconds.filter((one) => one !== 0);
    expect(waits).toHaveLength(40);
    for (const wait of waits) expect(wait).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60);
    expect(await call(client, signedIn(bruno.id), "public.companion_take_write()")).toBe(0);
  });

  test("after a minute, another begins", async () => {
    const began = "insert into public.user_limits values ($1, 'write', now() - $2::interval, 121)";
    await client.query(began, [amara.id, "59 seconds"]);
    expect(await call(client, asAmara, "public.companion_take_write()")).toBe(1);
    await client.query("truncate public.user_limits");
    await client.query(began, [amara.id, "60 seconds"]);
    expect(await call(client, asAmara, "public.companion_take_write()")).toBe(0);
    const { rows } = await client.query(
      "select taken, window_start > now() - interval '9 s' as anew from public.user_limits",
    );
    expect(rows).toEqual([{ taken: 1, anew: true }]);
  });

  test("10 sign-ins with one key in a quarter of an hour are allowed, also at the same time", async () => {
    const seconds = await together(anon, `public.companion_take_sign_in('${key("a")}')`, 16);
    expect(seconds.filter((one) => one === 0)).toHaveLength(10);
    expect(Math.max(...seconds)).toBeGreaterThan(600);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(900);
    expect(await call(client, anon, `public.companion_take_sign_in('${key("b")}')`)).toBe(0);
    expect(await call(client, asAmara, `public.companion_take_sign_in('${key("a")}')`)).toBeGreaterThan(0);
  });

  test("expired rows are deleted, a hundred per call, except locked ones", async () => {
    await client.query(
      `insert into public.sign_in_limits
       select md5(n::text) || md5(n::text), now() - case when n <= 250 then interval '15 minutes' else interval '14 minutes' end, 1
       from generate_series(1, 260) as n`,
    );
    const left = async () => (await client.query("select from public.sign_in_limits")).rowCount;
    expect(await call(client, anon, `public.companion_take_sign_in('${key("c")}')`)).toBe(0);
    expect(await left()).toBe(161);
    const other = await connect(database.url);
    try {
      await other.query(
        "begin; select from public.sign_in_limits where window_start <= now() - interval '15 minutes' limit 50 for update",
      );
      expect(await call(client, anon, `public.companion_take_sign_in('${key("c")}')`)).toBe(0);
      expect(await call(client, anon, `public.companion_take_sign_in('${key("c")}')`)).toBe(0);
      expect(await left()).toBe(61);
    } finally {
      await other.end();
    }
    expect(await call(client, anon, `public.companion_take_sign_in('${key("c")}')`)).toBe(0);
    expect(await left()).toBe(11);
  });

  test.each([
    "null",
    "''",
    "'amara@example.com'",
    `'${"A".repeat(64)}'`,
    `'${"a".repeat(63)}'`,
    `'${"a".repeat(64)}\n'`,
  ])("%s is no key of a sign-in", async (given) => {
    expect(await tryAs(client, anon, `select public.companion_take_sign_in(${given})`)).toMatchObject({
      code: "22023",
    });
  });

  test("no other role can count, and no role can read or change the counts", async () => {
    const write = "select public.companion_take_write()";
    for (const actor of [anon, service, { role: "authenticated" } as const]) {
      expect(await tryAs(client, actor, write)).toMatchObject({ code: "42501" });
    }
    expect(await tryAs(client, service, `select public.companion_take_sign_in('${key("a")}')`)).toMatchObject(
      { code: "42501" },
    );
    const inner = "select public.companion_take('write', 1000000, '1 second')";
    for (const actor of [anon, asAmara, service]) {
      expect(await tryAs(client, actor, inner)).toMatchObject({ code: "42501" });
      for (const table of ["user_limits", "sign_in_limits"]) {
        for (const statement of [
          `select from public.${table}`,
          `update public.${table} set taken = 1`,
          `delete from public.${table}`,
        ]) {
          expect([statement, (await tryAs(client, actor, statement)).code]).toEqual([statement, "42501"]);
        }
      }
    }
  });

  test("the counts of a user are deleted with the user", async () => {
    await call(client, asAmara, "public.companion_take_write()");
    await client.query("delete from auth.users where id = $1", [amara.id]);
    expect((await client.query("select from public.user_limits")).rowCount).toBe(0);
    await client.query("insert into auth.users (id) values ($1)", [amara.id]);
  });
});
