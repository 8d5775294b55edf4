import type pg from "pg";

/** Deletes the fixture's rows, for tests that read every row again and again. */
export async function clearRows(client: pg.ClientBase): Promise<void> {
  await client.query(
    `truncate ${Object.keys(owners)
      .filter((table) => table !== "profiles")
      .map((table) => `public.${table}`)
      .join(", ")}`,
  );
}

/** Seeds a row of a user into every table with an owner; returns the ids that a request can name. */
export async function seedRows(client: pg.ClientBase, userId: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `with session as (
       insert into public."ChatSession" ("sessionId", "userId") values (gen_random_uuid()::text, $1) returning id, "sessionId"
     ), message as (
       insert into public."ChatMessage" ("sessionId", "userId", role, content)
       select "sessionId", $1, 'user', 'theirs' from session returning id
     ), mood as (
       insert into public."DailyMood" ("userId", date, emotion, intensity, fruit) values ($1, '2026-11-01', 'joy', 7, 'mango') returning id
     ), entry as (
       insert into public."JournalEntry" ("userId", content, date, tags) values ($1, 'theirs', '2026-11-01', '{tea}') returning id
     ), memory as (
       insert into public."UserMemory" ("userId", summary, "sourceType", "sourceId") values ($1, 'theirs', 'chat', '1') returning id
     ), insight as (
       insert into public."InsightRun" (user_id, time_range_start, time_range_end, narrative)
       values ($1::text::uuid, '2026-10-01', '2026-10-08', 'theirs') returning id
     ), event as (
       insert into public.calendar_events (user_id, date, title) values ($1::text::uuid, '2026-11-01', 'theirs') returning id
     ), customer as (
       insert into public.billing_customers (user_id, stripe_customer_id) values ($1::text::uuid, 'cus_theirs') returning id
     )
     select id from session union all select "sessionId" from session union all select id from message
     union all select id from mood union all select id from entry union all select id from memory
     union all select id::text from insight union all select id::text from event union all select id::text from customer`,
    [userId],
  );
  return rows.map(({ id }) => id);
}

const owners = {
  '"ChatSession"': '"userId"',
  '"ChatMessage"': '"userId"',
  '"DailyMood"': '"userId"',
  '"JournalEntry"': '"userId"',
  '"UserMemory"': '"userId"',
  '"InsightRun"': "user_id::text",
  profiles: "user_id::text",
  calendar_events: "user_id::text",
  users_roles: "user_id::text",
  billing_customers: "user_id::text",
  webhook_events: "id",
};

/** A digest of all rows of the app's tables and its users, or of those of all users but one. */
export async function rowsDigest(
  client: pg.ClientBase,
  { ofOthers = "" }: { ofOthers?: string } = {},
): Promise<string> {
  const tables = Object.entries(owners).map(
    ([table, owner]) =>
      `select '${table}' as place, md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as digest
       from public.${table} t where ${owner} <> $1`,
  );
  const users = `select 'users', md5(coalesce(string_agg(id::text || email, ',' order by id), '')) from auth.users where id::text <> $1`;
  const { rows } = await client.query<{ digest: string }>(
    `select md5(string_agg(place || digest, ',' order by place)) as digest from (${[...tables, users].join(" union all ")}) as all_of_them`,
    [ofOthers],
  );
  return rows[0]?.digest ?? "";
}
