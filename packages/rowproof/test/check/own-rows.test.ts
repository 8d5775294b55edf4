import { expect, test } from "vitest";
import { named, useJournal } from "./harness.js";

const find = useJournal();

const uid = "(select auth.uid())";
const claims = "nullif(current_setting('request.jwt.claims', true), '')";

/** Conditions that admit a caller's own rows and no others, however they are put. `o` is the owner column. */
const own = {
  uuid: [
    `user_id = ${uid}`,
    `${uid} = user_id`,
    "user_id = auth.uid()",
    "auth.role() = 'authenticated' and user_id = auth.uid()",
    `(auth.jwt() ->> 'role') = 'authenticated' and user_id = ${uid}`,
    "(select auth.uid() = user_id)",
    "user_id in (select auth.uid())",
    "((((user_id = (select (select auth.uid()))))))",
    `user_id = ${uid} and true`,
    `row(user_id) = row(${uid})`,
    `user_id = ${uid} and user_id is not null`,
    `user_id = ${uid} and ${uid} is not null`,
    `user_id = ${uid} or false`,
    `user_id = ${uid} or (user_id = auth.uid() and true)`,
    `user_id::text = (auth.jwt() ->> 'sub')`,
    `user_id = (auth.jwt() ->> 'sub')::uuid`,
    `user_id = (${claims}::json ->> 'sub')::uuid`,
    `user_id = (select (${claims}::jsonb ->> 'sub')::uuid)`,
    `coalesce(user_id = ${uid}, false)`,
    `(user_id = ${uid}) is true`,
    `not (user_id <> ${uid})`,
    `user_id = any (array[${uid}])`,
    `user_id = any (array(select auth.uid()))`,
    `user_id::text = (auth.jwt() #>> '{sub}')`,
    `user_id = coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), ${claims}::jsonb ->> 'sub')::uuid`,
    `pg_catalog.uuid_send(user_id) is not null and user_id = ${uid} or user_id = ${uid}`,
  ],
  text: [
    `"userId" = (select auth.uid()::text)`,
    `"userId" = ${uid}::text`,
    `"userId" = (auth.jwt() ->> 'sub')`,
    `"userId" = (${claims}::json ->> 'sub')`,
    `"userId" = (auth.uid()::text collate "C")`,
    `"userId" in (auth.uid()::text, auth.jwt() ->> 'sub')`,
    `"userId"::varchar = (select auth.uid()::text::varchar)`,
  ],
};

test.each(own.uuid)("own rows by uuid: %s", async (condition) => {
  const change = `alter policy sel on runs using (${condition})`;
  expect(named((await find(change)).findings)).toEqual([]);
});

test.each(own.text)("own rows by text: %s", async (condition) => {
  const change = `alter policy upd on "ChatSession" using (${condition}) with check (${condition})`;
  expect(named((await find(change)).findings)).toEqual([]);
});

/** What it takes to try to deceive: functions, operators, types and tables with the names of others. */
const decoys = `
  create schema other;
  create function public.uid() returns uuid language sql stable as $$ select null::uuid $$;
  create function other.uid() returns uuid language sql stable as $$ select null::uuid $$;
  create function public.current_setting(text, boolean) returns text language sql as $$ select '' $$;
  create function public.always(a uuid, b uuid) returns boolean language sql as $$ select true $$;
  create operator public.= (leftarg = uuid, rightarg = uuid, function = public.always);
  create operator public.<> (leftarg = uuid, rightarg = uuid, function = public.always);
  create function public.always(a text, b text) returns boolean language sql as $$ select true $$;
  create operator public.= (leftarg = text, rightarg = text, function = public.always);
  create domain public.text as pg_catalog.text;
  create collation public.blurred (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  grant execute on all functions in schema public, other to authenticated;
`;

/** Conditions that may admit another's row, or are not known not to. */
const notOwn = [
  "true",
  "(select true)",
  "((((select (select true)))))",
  "not false",
  "1 = 1",
  `user_id = ${uid} or true`,
  `user_id = ${uid} or ((narrative = 'x') or user_id = ${uid})`,
  `user_id = ${uid} or user_id is null`,
  `(user_id = ${uid}) is not false`,
  `user_id is not distinct from ${uid}`,
  `user_id >= ${uid}`,
  `user_id <> ${uid}`,
  `not (user_id operator(public.<>) ${uid})`,
  `not (user_id is distinct from ${uid}) and user_id is not null`,
  `not (user_id = ${uid})`,
  `coalesce(user_id = ${uid}, true)`,
  `coalesce(narrative = 'x', user_id = ${uid})`,
  `(user_id = ${uid}) is not true`,
  `user_id <> all (array[${uid}])`,
  `user_id operator(public.=) any (array[${uid}])`,
  "user_id::pg_catalog.text = (auth.jwt() #>> '{user_metadata,sub}')",
  "user_id::pg_catalog.text = (auth.jwt() #>> '{email}')",
  `coalesce(user_id, ${uid}) = ${uid}`,
  "user_id = user_id",
  `${uid} = ${uid}`,
  `${uid} is not null`,
  `user_id = any (array[${uid}, user_id])`,
  `exists (select 1 from "ChatSession" s where s."userId" = (select auth.uid()::pg_catalog.text))`,
  `exists (select 1 from runs user_id where user_id.user_id = ${uid})`,
  `user_id in (select user_id from runs where user_id = ${uid})`,
  `user_id in (select r.user_id from runs r)`,
  `(select user_id = ${uid} from runs limit 1)`,
  `(select user_id = ${uid} union select true)`,
  "user_id = public.uid()",
  "user_id = (select other.uid())",
  `user_id operator(public.=) ${uid}`,
  `user_id = ${uid} or user_id operator(public.=) ${uid}`,
  "user_id::pg_catalog.text operator(public.=) (select auth.uid()::pg_catalog.text)",
  `user_id::pg_catalog.text collate public.blurred = ${uid}::pg_catalog.text`,
  `lower(user_id::pg_catalog.text) = lower(${uid}::pg_catalog.text)`,
  `left(user_id::pg_catalog.text, 1) = left(${uid}::pg_catalog.text, 1)`,
  `user_id::varchar(3) = ${uid}::varchar(3)`,
  `user_id::pg_catalog.text::"char" = ${uid}::pg_catalog.text::"char"`,
  `user_id::pg_catalog.text like ${uid}::pg_catalog.text`,
  "user_id::pg_catalog.text = (auth.jwt() ->> 'email')",
  "user_id::pg_catalog.text = (auth.jwt() -> 'user_metadata' ->> 'sub')",
  "user_id::pg_catalog.text = public.current_setting('request.jwt.claim.sub', true)",
  "user_id::pg_catalog.text = nullif(public.current_setting('request.jwt.claim.sub', true), '')",
  "user_id::pg_catalog.text = current_setting('request.headers', true)",
  "user_id = (nullif(current_setting('app.claims', true), '')::json ->> 'sub')::uuid",
  `case when true then true else user_id = ${uid} end`,
  "auth.role() = 'authenticated'",
  "'service_role' = auth.role()",
  "(auth.jwt() ->> 'role') = 'service_role'",
  "runs is not null",
];

test.each(notOwn)("not shown to be own rows: %s", async (condition) => {
  const change = `${decoys} alter policy sel on runs using (${condition});`;
  const errors = (await find(change)).findings.filter(({ level }) => level === "error");
  expect(errors.map(({ object }) => object)).toEqual(["policy sel on public.runs"]);
  expect(errors[0]?.id).toMatch(/^policy\/(wider|unproven)$/);
  expect(errors[0]?.fix).toBe(
    'alter policy "sel" on "public"."runs" using ("user_id" = (select auth.uid()));',
  );
});

/** Conditions within a caller's own rows that are not shown to admit all of them. */
const narrower = [
  // PostgREST 9 and later pass the claims as one JSON only.
  "user_id = nullif(current_setting('request.jwt.claim.sub', true), '')::uuid",
  `coalesce(false, user_id = ${uid})`,
  "false",
  "null::boolean",
  `user_id = ${uid} and narrative = 'x'`,
  "user_id = (select auth.uid() where narrative = 'x')",
  'user_id = (select auth.uid() from "ChatSession" limit 1)',
  'user_id in (select auth.uid() from "ChatSession")',
  "user_id = (select auth.uid() group by ())",
  `user_id = ${uid} and (select auth.role()) = 'service_role'`,
];

test.each(narrower)("not shown to be all of the own rows: %s", async (condition) => {
  const { findings } = await find(`alter policy sel on runs using (${condition})`);
  expect(findings.map(({ level, id }) => `${level} ${id}`)).toEqual([
    expect.stringMatching(/^error policy\/(narrower|unproven)$/),
  ]);
});

test.each([
  "text",
  "varchar",
])("a %s whose own collation may hold two ids for one is not compared as an id", async (type) => {
  const change = `create collation blurred (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey";
    drop policy sel on "ChatMessage"; drop policy ins on "ChatMessage"; drop policy upd on "ChatMessage"; drop policy del on "ChatMessage";
    alter table "ChatMessage" alter "userId" type ${type} collate blurred;
    create policy sel on "ChatMessage" for select to authenticated using ("userId" = (select auth.uid()::text));`;
  expect(named((await find(change)).findings)).toContain(
    'error contract/owner-type: table public."ChatMessage"',
  );
});

test("a policy for a group that authenticated inherits counts", async () => {
  const change = `create role staff; grant staff to authenticated with inherit true;
    create policy open on runs for select to staff using (true)`;
  expect(named((await find(change)).findings)).toEqual([
    "error policy/wider: policy open on public.runs",
    "warning role/member: role authenticated",
  ]);
});

test("a wide permissive policy is narrowed by a restrictive one", async () => {
  const change = `alter policy sel on runs using (true);
    create policy mine on runs as restrictive for select to authenticated using (user_id = (select auth.uid()))`;
  expect(named((await find(change)).findings)).toEqual([]);
});

test("a with check that is not there falls back to using", async () => {
  const change = `drop policy upd on "ChatSession"; create policy upd on "ChatSession" for update to authenticated
    using ("userId" = (select auth.uid()::text))`;
  expect(named((await find(change)).findings)).toEqual([]);
});
