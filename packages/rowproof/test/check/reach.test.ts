import { expect, test } from "vitest";
import { named, useJournal } from "./harness.js";

const find = useJournal();

/** One change to the clean database, exactly what is then found, and what is left after the fixes. */
interface ReachFault {
  readonly change: string;
  readonly found: readonly string[];
  readonly left?: readonly string[];
}

const extended = 'drop extension if exists "tablefunc"; create extension tablefunc;';
const crosstab = (functions: readonly string[]) =>
  functions.map((name) => `error routine/dangerous-extension: function public.${name}`);

const extensions: Readonly<Record<string, ReachFault>> = {
  "a function of an extension that runs SQL": {
    change: `${extended} grant execute on function connectby(text, text, text, text, integer) to authenticated`,
    found: crosstab(["connectby(text, text, text, text, integer)"]),
  },
  "a function of an extension that PUBLIC may execute": {
    change: "create extension dblink; grant execute on function dblink_get_connections() to public",
    found: crosstab(["dblink_get_connections()"]),
  },
  "a function of an extension that runs nothing": {
    change: `${extended} grant execute on function normal_rand(integer, float8, float8) to authenticated`,
    found: [],
  },
  "a security definer function that was added to an extension": {
    change: `create function leak() returns setof runs language sql security definer set search_path = '' as
        'select * from public.runs';
      grant execute on function leak() to anon; create extension citext; alter extension citext add function leak()`,
    found: ["error routine/excess: function public.leak()"],
  },
  "a table that was added to an extension": {
    change: `create table dump as select * from runs; grant select on dump to anon;
      create extension citext; alter extension citext add table dump`,
    found: ["error table/of-extension: table public.dump"],
  },
  "a view that was added to an extension": {
    change: `create view dump as select * from runs; grant select on dump to anon;
      create extension citext; alter extension citext add view dump`,
    found: ["error view/runs-as-owner: view public.dump"],
  },
  "the statistics of statements": {
    change: "create extension pg_stat_statements",
    found: [
      "note view/of-extension: view public.pg_stat_statements",
      "note view/of-extension: view public.pg_stat_statements_info",
    ],
  },
};

const authenticator: Readonly<Record<string, ReachFault>> = {
  "a connecting role above row level security": {
    change: "alter role authenticator bypassrls",
    found: ["error role/attribute: role authenticator"],
  },
  "a connecting role that cannot become a caller": {
    change: "revoke authenticated from authenticator",
    found: ["error role/unreachable: role authenticated"],
  },
  "a connecting role that has a caller's privileges and cannot become it": {
    change: "grant anon to authenticator with set false",
    found: ["error role/unreachable: role anon"],
    left: ["error role/unreachable: role anon"],
  },
  "a connecting role that is a superuser": {
    change: "grant postgres to authenticator",
    found: ["error role/behind-authenticator: role postgres"],
  },
  "a role behind it that owns": {
    change: "create role maker; alter view profile owner to maker; grant maker to authenticator",
    found: ["error role/behind-authenticator: role maker"],
  },
  "a role behind it that bypasses, through another": {
    change:
      "create role above bypassrls; create role between; grant above to between; grant between to authenticator",
    found: ["error role/behind-authenticator: role above"],
    left: ["error role/behind-authenticator: role above"],
  },
  "a role behind it that has what the service has": {
    change:
      "create role reporter; grant service_role to reporter with inherit true; grant reporter to authenticator",
    found: ["error role/behind-authenticator: role reporter"],
  },
  "a role behind it that has privileges": {
    change: "create role editor; grant select on runs to editor; grant editor to authenticator",
    found: ["warning role/behind-authenticator: role editor", "note grant/other-role: role editor"],
  },
  "a role behind it with a policy alone": {
    change: `create role editor; grant authenticated to editor with inherit true; grant editor to authenticator;
      create policy edit on runs for select to editor using (true)`,
    found: [
      "warning role/behind-authenticator: role editor",
      "note policy/other-role: policy edit on public.runs",
    ],
    left: ["note policy/other-role: policy edit on public.runs"],
  },
  "a role behind it that has what callers have": {
    change:
      "create role member; grant authenticated to member with inherit true; grant member to authenticator",
    found: [],
  },
  "the platform's storage behind it": {
    change: `create role supabase_storage_admin noinherit createrole login; grant supabase_storage_admin to authenticator;
      grant anon, authenticated, service_role to supabase_storage_admin`,
    found: [],
  },
};

const ownership: Readonly<Record<string, ReachFault>> = {
  "a schema of a caller's": {
    change: "alter schema public owner to authenticated",
    found: ["error schema/owned-by-caller: schema public"],
  },
  "the schema auth of a caller's": {
    change: "alter schema auth owner to anon",
    found: ["error schema/owned-by-caller: schema auth"],
  },
  "a function of a caller's": {
    change: "alter function my_count() owner to authenticated",
    found: ["error routine/owned-by-caller: function public.my_count()"],
    // With its owner goes what the owner had been granted.
    left: ["error routine/missing: function public.my_count()"],
  },
  "a schema of a role that a caller can become": {
    change: "create role staff; alter schema public owner to staff; grant staff to authenticated",
    found: ["error role/member: role authenticated"],
  },
  "whoever is signed in may create in the schema auth": {
    change: "grant create on schema auth to authenticated",
    found: ["error schema/create: schema auth"],
  },
  "whoever is signed in may create through another role": {
    change: "create role staff; grant create on schema public to staff; grant staff to authenticated",
    found: ["warning role/member: role authenticated", "error schema/create: schema public"],
  },
  "a grant that may be passed on": {
    change: "grant select on runs to authenticated with grant option",
    found: ["warning grant/grantable: table public.runs"],
  },
  "a grant on a column that may be passed on": {
    change: 'grant update ("userId") on "ChatSession" to authenticated with grant option',
    found: ['warning grant/grantable: table public."ChatSession"'],
  },
};

const keys: Readonly<Record<string, ReachFault>> = {
  "foreign keys that are disabled": {
    change: 'alter table "ChatMessage" disable trigger all',
    found: ['error constraint/disabled: table public."ChatMessage"'],
  },
  "a second way to the parent without the owner": {
    change: `alter table "ChatMessage" add "threadId" text references "ChatSession" (id);
      create index on "ChatMessage" ("threadId"); create index on "ChatMessage" ("threadId", "userId")`,
    found: ['error within/unprotected: table public."ChatMessage"'],
    left: [
      'note constraint/not-valid: constraint "ChatMessage_threadId_userId_fkey" on public."ChatMessage"',
    ],
  },
  "a second way to the parent with the owner": {
    change: `alter table "ChatMessage" add "threadId" text references "ChatSession" (id),
        add foreign key ("threadId", "userId") references "ChatSession" (id, "userId");
      create index on "ChatMessage" ("threadId", "userId")`,
    found: [],
  },
  "the owner held for another column than the one that is named for the parent": {
    change: `alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey", add "threadId" text,
        add foreign key ("threadId", "userId") references "ChatSession" (id, "userId");
      create index on "ChatMessage" ("threadId", "userId")`,
    found: ['error within/unprotected: table public."ChatMessage"'],
    left: [
      'note constraint/not-valid: constraint "ChatMessage_sessionId_userId_fkey" on public."ChatMessage"',
    ],
  },
  "a key that deletes what the contract withholds": {
    change: `alter table profiles add run bigint references runs on delete cascade; create index on profiles (run);
      drop view profile; create view profile with (security_invoker = true) as
        select user_id, plan, voice_enabled, run from profiles;
      grant select, update (voice_enabled) on profile to authenticated;
      grant select, insert, update, delete on profile to service_role`,
    found: ["warning constraint/acts-for-user: constraint profiles_run_fkey on public.profiles"],
  },
  "a key that empties what the contract withholds": {
    change: `alter table roles_of_users add run bigint references runs on delete set null;
      create index on roles_of_users (run)`,
    found: ["warning constraint/acts-for-user: constraint roles_of_users_run_fkey on public.roles_of_users"],
  },
  "a key that rewrites what the contract withholds": {
    change: `alter table events add session text references "ChatSession" on update cascade;
      create index on events (session)`,
    found: ["warning constraint/acts-for-user: constraint events_session_fkey on public.events"],
  },
  "a key that acts where the user may": {
    change: `alter table "ChatMessage" add run bigint references runs on delete cascade;
      create index on "ChatMessage" (run)`,
    found: ['note constraint/takes-others: constraint "ChatMessage_run_fkey" on public."ChatMessage"'],
    left: ['note constraint/takes-others: constraint "ChatMessage_run_fkey" on public."ChatMessage"'],
  },
  "a table that inherits from another": {
    change: `alter table runs alter narrative set not null; create table archived () inherits (runs);
      drop table archived; alter table roles_of_users add id bigint not null default 0, add narrative text not null default '';
      alter table roles_of_users inherit runs`,
    found: [
      "error table/inherits: table public.roles_of_users",
      "warning erasure/rows-stay: table public.runs",
    ],
  },
};

const policies: Readonly<Record<string, ReachFault>> = {
  "a service policy without USING, and no BYPASSRLS": {
    change: `alter role service_role nobypassrls; drop policy service on events;
      create policy service on events to service_role`,
    found: ["error policy/service-missing: table public.events"],
  },
  "a user's policy without USING": {
    change: "drop policy sel on runs; create policy sel on runs for select to authenticated",
    found: ["error policy/narrower: table public.runs"],
    left: ["error policy/narrower: table public.runs"],
  },
  "a restrictive policy without USING": {
    change: "create policy wide on runs as restrictive to authenticated",
    found: [],
  },
  "a claim that newer APIs do not pass": {
    change: `alter policy sel on "ChatSession" using ("userId" = nullif(current_setting('request.jwt.claim.sub', true), ''))`,
    found: ['error policy/narrower: table public."ChatSession"'],
    left: ['error policy/narrower: table public."ChatSession"'],
  },
};

const falseAlarms: Readonly<Record<string, ReachFault>> = {
  "default privileges of the platform's own role": {
    change: `create role supabase_admin superuser;
      alter default privileges for role supabase_admin in schema public grant all on tables to anon`,
    found: ["note defaults/open: default privileges of supabase_admin on tables in schema public"],
  },
  "default privileges of the platform's own role, which has made something": {
    change: `create role supabase_admin superuser; alter view profile owner to supabase_admin;
      alter default privileges for role supabase_admin in schema public grant all on tables to anon`,
    found: ["error defaults/open: default privileges of supabase_admin on tables in schema public"],
  },
  "default privileges of another role": {
    change: `create role maker; alter default privileges for role maker in schema public
        grant select on tables to anon`,
    found: ["error defaults/open: default privileges of maker on tables in schema public"],
  },
  "grants on every column instead of the whole": {
    change: `revoke select on runs from authenticated;
      grant select (id, user_id, narrative) on runs to authenticated`,
    found: ["warning grant/by-column: table public.runs"],
  },
};

test.each(
  Object.entries({ ...extensions, ...authenticator, ...ownership, ...keys, ...policies, ...falseAlarms }),
)("%s", async (_, { change, found, left }) => {
  const { findings, afterMending } = await find(change);
  expect(named(findings)).toEqual(found);
  expect(named(afterMending)).toEqual(left ?? []);
});

test.each([
  ["alter database %I owner to authenticated", "error database/owned-by-caller"],
  ["grant create on database %I to anon", "error database/create"],
])("the database itself: %s", async (statement, found) => {
  const change = `do $$ begin execute format('${statement}', current_database()); end $$`;
  const { findings, afterMending } = await find(change);
  expect(findings.map(({ level, id }) => `${level} ${id}`)).toEqual([found]);
  expect(findings[0]?.object).toMatch(/^database /);
  expect(afterMending).toEqual([]);
});
