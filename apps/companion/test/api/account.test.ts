import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiOptions, createApi } from "../../api/api.js";
import { makeLog } from "../../api/log.js";
import { openShop, type Shop } from "../stripe/shop.js";
import type { Harness, Person } from "./harness.js";

let shop: Shop;
let harness: Harness;
let one: Person;
let two: Person;

beforeAll(async () => {
  shop = await openShop();
  ({ harness } = shop);
  [one, two] = [await harness.signUp(), await harness.signUp()];
});

afterAll(() => shop?.close());

const query = (text: string, values: readonly unknown[] = []) =>
  harness.database.client.query(text, [...values]);

/** A row of the user in every table with an owner. */
async function fill(person: Person): Promise<void> {
  const session = (await person.ask("POST", "/api/chat/sessions", { body: { summary: "s" } })).body;
  const statuses = [
    person.ask("POST", `/api/chat/sessions/${session.id}/messages`, {
      body: { role: "user", content: "hi" },
    }),
    person.ask("PUT", "/api/moods/2026-02-28", { body: { emotion: "joy", intensity: 5 } }),
    person.ask("POST", "/api/journal", { body: { content: "dear 日々" } }),
    person.ask("POST", "/api/calendar/events", { body: { date: "2026-02-28", title: "Dinner" } }),
  ];
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([201, 200, 201, 201]);
  await query("insert into public.users_roles (user_id) values ($1)", [person.id]);
  await query("insert into public.billing_customers (user_id, stripe_customer_id) values ($1, $2)", [
    person.id,
    `cus_${person.id}`,
  ]);
  await query("insert into public.billing_states values ($1, $2, 'PRO', false, 1)", [
    `cus_${person.id}`,
    person.id,
  ]);
  await query(
    `insert into public."InsightRun" (user_id, time_range_start, time_range_end, narrative)
     values ($1, '2026-01-05', '2026-01-12', 'a week')`,
    [person.id],
  );
  await query(
    `insert into public."UserMemory" ("userId", summary, "sourceType", "sourceId") values ($1, 'm', 'journal', 'x')`,
    [person.id],
  );
}

/** The rows of a user in every table of `public` with an owner, and in `auth.users`, each as JSON. */
async function rowsOf(person: Person): Promise<Record<string, readonly string[]>> {
  const { rows: tables } = await query(
    `select format('public.%I', relname) as table, attname as owner from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = 'public'::regnamespace and relkind = 'r' and attname in ('userId', 'user_id')
     union all values ('auth.users', 'id') order by 1`,
  );
  const found: Record<string, readonly string[]> = {};
  for (const { table, owner } of tables) {
    const { rows } = await query(
      `select to_jsonb(r)::text as row from ${table} r where "${owner}"::text = $1 order by 1`,
      [person.id],
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** Those of them that users may read: all but the database's internal counts and notes. */
async function readableOf(person: Person): Promise<readonly (readonly [string, readonly string[]])[]> {
  const { rows } = await query(
    `select format('public.%I', relname) as table from pg_class
     where relnamespace = 'public'::regnamespace and has_table_privilege('authenticated', oid, 'select')`,
  );
  const readable = new Set(rows.map(({ table }) => table));
  return Object.entries(await rowsOf(person)).filter(([table]) => readable.has(table));
}

test("users can read their profile and set the voice, but cannot write the plan", async () => {
  const { body } = await one.ask("GET", "/api/account");
  expect(body).toEqual({
    userId: one.id,
    plan: "FREE",
    planUpdatedAt: null,
    features: { chatHistoryDays: 30, memory: false },
    voiceEnabled: false,
    createdAt: expect.any(String),
  });
  const changed = await one.ask("PATCH", "/api/account", { body: { voiceEnabled: true } });
  expect([changed.status, changed.body]).toEqual([200, { ...body, voiceEnabled: true }]);
  expect((await one.ask("PATCH", "/api/account", { body: {} })).body).toEqual(changed.body);
  for (const sent of [
    { plan: "ELITE" },
    { voiceEnabled: true, plan: "ELITE" },
    { voiceEnabled: "yes" },
    { user_id: two.id },
  ])
    expect((await one.ask("PATCH", "/api/account", { body: sent })).status).toBe(400);
  expect((await one.ask("GET", "/api/account")).body.plan).toBe("FREE");
  expect((await two.ask("GET", "/api/account")).body).toMatchObject({ userId: two.id, voiceEnabled: false });
});

test("the export has all rows of the user, including old messages, and no other rows; three times a day", async () => {
  const person = await harness.signUp();
  await fill(person);
  await fill(two);
  await query(`update public."ChatMessage" set "timestamp" = '2020-01-01' where "userId" = $1`, [person.id]);
  const { status, body } = await person.ask("GET", "/api/account/export");
  expect([status, body.account]).toEqual([
    200,
    { id: person.id, email: person.email, createdAt: expect.any(String) },
  ]);
  const stored = await readableOf(person);
  for (const [name, rows] of stored) {
    const table = name.replace(/^public\.|"/g, "");
    expect([table, rows.length]).toEqual([table, 1]);
    expect([table, body.tables[table]]).toEqual([
      table,
      rows.map((row) => expect.objectContaining({ id: JSON.parse(row).id })),
    ]);
  }
  expect(Object.keys(body.tables)).toHaveLength(stored.length);
  expect(JSON.stringify(body)).not.toContain(two.id);
  await person.ask("GET", "/api/account/export");
  expect((await person.ask("GET", "/api/account/export")).status).toBe(200);
  const fourth = await person.ask("GET", "/api/account/export");
  expect([fourth.status, fourth.body.type]).toEqual([429, "urn:companion:problem:too-many-requests"]);
  expect(Number(fourth.headers.get("retry-after"))).toBeGreaterThan(80_000);
});

test("an export reads all pages of a long table", async () => {
  const person = await harness.signUp();
  await query(
    `insert into public.calendar_events (user_id, date, title) select $1, '2030-01-01', n::text from generate_series(1, 1500) n`,
    [person.id],
  );
  const { body } = await person.ask("GET", "/api/account/export");
  expect(new Set(body.tables.calendar_events?.map(({ id }) => id)).size).toBe(1500);
});

test("no erasure without the confirmation, or with a token that the server does not know", async () => {
  const before = await rowsOf(one);
  for (const body of [{}, { confirm: "yes" }, { confirm: "delete my account", user_id: two.id }])
    expect((await one.ask("DELETE", "/api/account", { body })).status).toBe(400);
  expect((await one.ask("DELETE", "/api/account")).status).toBe(400);
  const [head, , signature] = two.token.split(".");
  const payload = JSON.parse(Buffer.from(two.token.split(".")[1] ?? "", "base64url").toString());
  const claims = Buffer.from(JSON.stringify({ ...payload, sub: one.id })).toString("base64url");
  const headers = { authorization: `Bearer ${head}.${claims}.${signature}` };
  const forged = await harness.ask("DELETE", "/api/account", {
    body: { confirm: "delete my account" },
    headers,
  });
  expect([forged.status, forged.body.type]).toEqual([401, "urn:companion:problem:not-signed-in"]);
  expect({ ...(await rowsOf(one)), "public.user_limits": [] }).toEqual({
    ...before,
    "public.user_limits": [],
  });
});

test("erasure deletes every row of the user and changes no other row", async () => {
  const person = await harness.signUp();
  await fill(person);
  for (const [table, rows] of await readableOf(person)) expect([table, rows.length]).toEqual([table, 1]);
  const others = await rowsOf(two);
  const gone = await person.ask("DELETE", "/api/account", { body: { confirm: "delete my account" } });
  expect(gone.status).toBe(204);
  for (const [table, rows] of Object.entries(await rowsOf(person)))
    expect([table, rows]).toEqual([table, []]);
  expect(await rowsOf(two)).toEqual(others);
  // The token is still valid for a while, but can write no row.
  const late = [
    await person.ask("DELETE", "/api/account", { body: { confirm: "delete my account" } }),
    await person.ask("POST", "/api/journal", { body: { content: "x" } }),
    await person.ask("GET", "/api/account/export"),
  ];
  expect(late.map(({ status }) => status)).toEqual([401, 401, 401]);
  for (const rows of Object.values(await rowsOf(person))) expect(rows).toEqual([]);
});

function apiWith(options: ApiOptions) {
  const api = createApi(harness.settings, {
    log: makeLog({ logLevel: "silent" }),
    fetch: (input, init) => harness.stack.fetch(new Request(input, init)),
    ...options,
  });
  return async ({ token }: Person) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const body = JSON.stringify({ confirm: "delete my account" });
    return (await api.request("/api/account", { method: "DELETE", headers, body })).status;
  };
}

test("no erasure if the sign-in service does not know the user, names another one, or fails", async () => {
  const person = await harness.signUp();
  const answers = [
    Response.json({ error_code: "bad_jwt", msg: "x" }, { status: 403 }),
    Response.json({ id: two.id }),
    new Response(null, { status: 500 }),
  ];
  const erase = apiWith({
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const given = request.url.endsWith("/auth/v1/user") ? answers.shift() : undefined;
      return given ?? harness.stack.fetch(request);
    },
  });
  expect([await erase(person), await erase(person), await erase(person)]).toEqual([401, 401, 503]);
  for (const one of [person, two]) expect((await rowsOf(one))["auth.users"]).toHaveLength(1);
});
