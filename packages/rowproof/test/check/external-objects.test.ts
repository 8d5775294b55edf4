import { describe, expect, test } from "vitest";
import { named, useJournal } from "./harness.js";
import { journalContract } from "./journal.js";

const find = useJournal();

interface Case {
  readonly change: string;
  readonly found: readonly string[];
  /** What is left after the proposed fixes; nothing, where it is not said. */
  readonly left?: readonly string[];
}

const maker = `create schema tools; create function tools.made() returns text language sql immutable as 'select ''a''';
  revoke execute on function tools.made() from public;`;
const notMade = ["error routine/not-executable: function tools.made()"];
const uid = (body: string) =>
  `create or replace function auth.uid() returns uuid language sql stable as $$ ${body} $$`;
const unknownUid = ["warning auth/unknown-function: function auth.uid()"];
const fixed = (setting: string) => ({ change: `alter ${setting}` });

const cases: Readonly<Record<string, Case>> = {
  "a default that callers cannot run": {
    change: `${maker} alter table runs alter narrative set default tools.made()`,
    found: notMade,
  },
  "a default of a view that callers cannot run": {
    change: `${maker} alter view chat_session alter id set default tools.made()`,
    found: notMade,
  },
  "a check that callers cannot run": {
    change: `${maker} alter table runs add check (narrative <> tools.made())`,
    found: notMade,
  },
  "a generated column that callers cannot run": {
    change: `${maker} alter table runs add made text generated always as (tools.made()) stored`,
    found: notMade,
  },
  "an index that callers cannot run": {
    change: `${maker} create index on runs ((narrative || tools.made()))`,
    found: notMade,
  },
  "a default that callers can run": {
    change: `${maker} grant execute on function tools.made() to authenticated, service_role;
      alter table runs alter narrative set default tools.made()`,
    found: [],
  },
  "a default of a table that nobody inserts into": {
    change: `${maker} alter table _history alter id set default tools.made()`,
    found: [],
  },
  "auth.uid() that callers cannot run": {
    change: "revoke execute on function auth.uid() from public, authenticated",
    found: ["error routine/not-executable: function auth.uid()"],
  },
  "auth.uid() that the service cannot run, whom no policy holds": {
    change: `revoke execute on function auth.uid() from public, service_role;
      create policy asks on events for select to service_role using ((select auth.uid()) is null)`,
    found: [],
  },
  "auth.uid() that the service cannot run, where policies hold it": {
    change: `revoke execute on function auth.uid() from public, service_role; alter role service_role nobypassrls;
      create policy asks on events for select to service_role using ((select auth.uid()) is null)`,
    found: ["error routine/not-executable: function auth.uid()"],
  },
  "usage of the schema, which what is bound does not need": {
    change: "revoke usage on schema auth from authenticated",
    found: [],
  },
  "auth.uid() that is a constant": {
    change: uid("select '00000000-0000-0000-0000-000000000001'::uuid"),
    found: unknownUid,
    left: unknownUid,
  },
  "auth.uid() that reads a header": {
    change: uid("select (current_setting('request.headers', true)::json ->> 'x-user')::uuid"),
    found: unknownUid,
    left: unknownUid,
  },
  "auth.uid() of another claim": {
    change: uid(
      "select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'SUB'))::uuid",
    ),
    found: unknownUid,
    left: unknownUid,
  },
  "auth.uid() that a caller owns": {
    change:
      "grant create on schema auth to authenticated; alter function auth.uid() owner to authenticated; revoke create on schema auth from authenticated",
    found: unknownUid,
    left: unknownUid,
  },
  "auth.jwt() that reads what users write": {
    change: `create or replace function auth.jwt() returns jsonb language sql stable as
      $$ select current_setting('request.jwt.claims', true)::jsonb -> 'user_metadata' $$`,
    found: ["warning auth/unknown-function: function auth.jwt()"],
    left: ["warning auth/unknown-function: function auth.jwt()"],
  },
  "Supabase's own functions": {
    change: `${uid(`
  select
  coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub') -- the caller
  )::uuid
`)};
      create or replace function auth.role() returns text language sql stable as $$
  SELECT nullif(current_setting('request.jwt.claim.role', true), '')::text; $$;
      create or replace function auth.jwt() returns jsonb language sql stable as $$
  select
    coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb $$`,
    found: [],
  },
  "claims for everybody": {
    ...fixed(`role all set request.jwt.claims = '{"sub":"x"}'`),
    found: ["error setting/overrides-caller: setting request.jwt.claims of all roles"],
  },
  "a caller's claim, in whatever case": {
    ...fixed(`role anon set "request.JWT.claim.sub" = 'x'`),
    found: ["error setting/overrides-caller: setting request.jwt.claim.sub of role anon"],
  },
  "a role for the authenticator": {
    ...fixed("role authenticator set role = 'service_role'"),
    found: ["error setting/overrides-caller: setting role of role authenticator"],
  },
  "row security off": {
    ...fixed("role authenticated set row_security = off"),
    found: ["error setting/overrides-caller: setting row_security of role authenticated"],
  },
  "triggers off": {
    ...fixed("role authenticator set session_replication_role = replica"),
    found: ["error setting/overrides-caller: setting session_replication_role of role authenticator"],
  },
  "other schemas exposed": {
    ...fixed("role authenticator set pgrst.db_schemas = 'public, private'"),
    found: ["warning setting/exposure: setting pgrst.db_schemas of role authenticator"],
  },
  "another role for those without a token": {
    ...fixed("role authenticator set pgrst.db_anon_role = 'service_role'"),
    found: ["warning setting/exposure: setting pgrst.db_anon_role of role authenticator"],
  },
  "the role from another claim": {
    ...fixed("role authenticator set pgrst.jwt_role_claim_key = '.user_metadata.role'"),
    found: ["warning setting/exposure: setting pgrst.jwt_role_claim_key of role authenticator"],
  },
  "a function before every request": {
    ...fixed("role authenticator set pgrst.db_pre_request = 'pre'"),
    found: ["warning setting/exposure: setting pgrst.db_pre_request of role authenticator"],
  },
  "settings that change nothing": {
    change: `alter role authenticator set pgrst.db_schemas = 'public'; alter role authenticator set row_security = on;
      alter role authenticator set pgrst.db_anon_role = 'anon'; alter role authenticator set pgrst.db_pre_request = 'my_count';
      alter role authenticator set request.jwt.claims = ''; alter role authenticator set statement_timeout = '8s';
      alter role postgres set row_security = off; alter role authenticator set pgrst.jwt_secret = 'secret'`,
    found: [],
  },
};

test.each(Object.entries(cases))("%s", async (_, { change, found, left }) => {
  const { findings, afterMending } = await find(change);
  expect(named(findings)).toEqual(found);
  expect(named(afterMending)).toEqual(left ?? []);
});

test("a setting of the database is reported with the database, and fixed", async () => {
  const { findings, afterMending } = await find(
    `do $$ begin execute format('alter database %I set request.jwt.claims = %L', current_database(), '{}');
      execute format('alter role anon in database %I set role = %L', current_database(), 'postgres'); end $$`,
  );
  expect(findings.map(({ id, message }) => `${id}: ${message.replace(/test_\w+/, "D")}`)).toEqual([
    "setting/overrides-caller: request.jwt.claims is set for database D",
    "setting/overrides-caller: role is set for role anon in database D",
  ]);
  expect(afterMending).toEqual([]);
});

describe.each([15, 16, 18] as const)("Postgres %i", (major) => {
  const findOn = useJournal(major);
  test("the platform's functions are known as the server prints them, and others are not", async () => {
    expect(named((await findOn("select 1", journalContract)).findings)).toEqual([]);
    expect(named((await findOn(uid("select null::uuid"))).findings)).toEqual(unknownUid);
  });
});
