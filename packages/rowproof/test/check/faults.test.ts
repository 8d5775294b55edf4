import { expect, test } from "vitest";
import { named, useJournal } from "./harness.js";

const find = useJournal();

/** One change to the clean database, and exactly what is then found. */
interface CheckFault {
  readonly change: string;
  readonly found: readonly string[];
  /** What is left after the proposed fixes; nothing, where it is not said. */
  readonly left?: readonly string[];
}

const noSelect = "error policy/missing: table public.runs";

const faults: Readonly<Record<string, CheckFault>> = {
  // Row level security and policies
  "a table without row level security": {
    change: "alter table runs disable row level security",
    found: ["error rls/off: table public.runs"],
  },
  "a missing policy": { change: "drop policy sel on runs", found: [noSelect] },
  "a missing policy where row level security is off too": {
    change: "drop policy sel on runs; alter table runs disable row level security",
    found: ["error rls/off: table public.runs", noSelect],
  },
  "a policy that admits every row": {
    change: "create policy open on runs for select to authenticated using (true)",
    found: ["error policy/wider: policy open on public.runs"],
  },
  "a policy for ALL": {
    change: "create policy open on runs to authenticated using (true)",
    found: [
      "error policy/wider: policy open on public.runs",
      "warning policy/unexpected: policy open on public.runs",
      "error policy/wider: policy open on public.runs",
    ],
    left: [],
  },
  "a policy on another column": {
    change: `alter table "ChatSession" add "shareId" text; drop view chat_session;
      create view chat_session with (security_invoker = on) as select id, "userId" as user_id, "startedAt" as started_at,
        "shareId" as share_id from "ChatSession";
      grant select, insert, update, delete on chat_session to authenticated, service_role;
      alter policy del on "ChatSession" using ("shareId" = (select auth.uid()::text))`,
    found: ['error policy/unproven: policy del on public."ChatSession"'],
  },
  "a policy that also admits rows without an owner": {
    change: `alter policy sel on runs using (user_id = (select auth.uid()) or user_id is null)`,
    found: ["error policy/unproven: policy sel on public.runs"],
  },
  "a policy that asks for more than the contract": {
    change: "alter policy sel on runs using (user_id = (select auth.uid()) and narrative = 'x')",
    found: ["error policy/narrower: table public.runs"],
    left: ["error policy/narrower: table public.runs"],
  },
  "a restrictive policy that admits nothing": {
    change: "create policy never on runs as restrictive for select to authenticated using (false)",
    found: ["error policy/narrower: table public.runs"],
    left: ["error policy/narrower: table public.runs"],
  },
  "only a restrictive policy": {
    change:
      "drop policy sel on runs; create policy sel2 on runs as restrictive for select to authenticated using (user_id = (select auth.uid()))",
    found: [noSelect],
  },
  "a policy for a command that the contract withholds": {
    change: "create policy upd on runs for update to authenticated using (user_id = (select auth.uid()))",
    found: ["warning policy/unexpected: policy upd on public.runs"],
  },
  "an update policy whose WITH CHECK lets a row be given away": {
    change: 'alter policy upd on "ChatSession" with check (true)',
    found: ['error policy/wider: policy upd on public."ChatSession"'],
  },
  "an insert policy that lets anybody's row be written": {
    change: "alter policy ins on runs with check ((select auth.uid()) is not null)",
    found: ["error policy/unproven: policy ins on public.runs"],
  },
  "a service policy without TO": {
    change: "alter policy service on profiles to public",
    found: [
      "error policy/wider: policy service on public.profiles",
      "warning policy/unexpected: policy service on public.profiles",
      "error policy/without-to: policy service on public.profiles",
      "error policy/wider: policy service on public.profiles",
    ],
  },
  "an owner's policy without TO": {
    change: "alter policy sel on runs to public",
    found: ["warning policy/without-to: policy sel on public.runs"],
  },
  "a policy to anon": {
    change: "create policy peek on events for select to anon using (true)",
    found: ["warning policy/admits-anon: policy peek on public.events"],
    left: ["warning policy/unexpected: policy peek on public.events"],
  },
  "no service policy": {
    change: "drop policy service on events",
    found: ["warning policy/service-missing: table public.events"],
  },
  "no service policy, and no BYPASSRLS": {
    change: "drop policy service on events; alter role service_role nobypassrls",
    found: ["error policy/service-missing: table public.events"],
  },
  "a policy that fails where a setting is not set": {
    change:
      "create policy tenant on runs for select to service_role using (current_setting('app.tenant') = 'x')",
    found: ["error policy/raises: policy tenant on public.runs"],
    left: ["error policy/raises: policy tenant on public.runs"],
  },
  "a policy that casts an empty setting": {
    change: `alter policy sel on runs using (
      user_id = ((select current_setting('request.jwt.claims', true)::json ->> 'sub'))::uuid)`,
    found: ["error policy/raises: policy sel on public.runs"],
    left: ["error policy/raises: policy sel on public.runs"],
  },
  "a policy that casts the column": {
    change: `alter policy sel on "ChatMessage" using ("userId"::uuid = (select auth.uid()))`,
    found: ['warning policy/raises: policy sel on public."ChatMessage"'],
    left: ['warning policy/raises: policy sel on public."ChatMessage"'],
  },

  // Privileges
  "a grant to anon on a view": {
    change: "grant select on chat_session to anon",
    found: ["error grant/excess: view public.chat_session"],
  },
  "a grant to anon on one column": {
    change: "grant select (narrative) on runs to anon",
    found: ["error grant/excess: table public.runs"],
  },
  "a grant to PUBLIC": {
    change: "grant select on events to public",
    found: ["error grant/excess: table public.events", "error grant/excess: table public.events"],
  },
  "a grant to a role that authenticated inherits": {
    change:
      "create role staff; grant select on events to staff; grant staff to authenticated with inherit true",
    found: ["error grant/excess: table public.events", "warning role/member: role authenticated"],
  },
  "a grant to a role that authenticated can become": {
    change: "create role staff; grant select on events to staff; grant staff to authenticated",
    found: ["warning role/member: role authenticated", "note grant/other-role: role staff"],
  },
  "a membership that reads everything": {
    change: "grant pg_read_all_data to anon with inherit true",
    found: [
      ...[
        "ChatSession",
        "chat_session",
        "ChatMessage",
        "profiles",
        "profile",
        "runs",
        "roles_of_users",
        "events",
        "_history",
      ].map(
        (name) =>
          `error grant/excess: ${["chat_session", "profile"].includes(name) ? "view" : "table"} public.${/[A-Z]/.test(name) ? `"${name}"` : name}`,
      ),
      "error grant/excess: sequence public.runs_id_seq",
      "error role/member: role anon",
      "error users/open: table auth.users",
    ],
  },
  "TRUNCATE and the like": {
    change: "grant truncate, references, trigger, maintain on runs to authenticated",
    found: ["error grant/excess: table public.runs"],
  },
  "a withheld grant": {
    change: "revoke insert on runs from authenticated",
    found: ["error grant/missing: table public.runs"],
  },
  "a grant on some columns where it should be on all": {
    change: "revoke select on runs from authenticated; grant select (id) on runs to authenticated",
    found: ["error grant/missing: table public.runs"],
  },
  "the service without a grant": {
    change: "revoke delete on events from service_role",
    found: ["error grant/missing: table public.events"],
  },
  "the service on a closed table": {
    change: "grant select on _history to service_role",
    found: ["error grant/excess: table public._history"],
  },
  "update on a whole table whose columns are limited": {
    change: "grant update on profiles to authenticated",
    found: ["error grant/excess: table public.profiles"],
  },
  "update of a protected column": {
    change: "grant update (plan) on profiles to authenticated",
    found: ["error grant/excess: table public.profiles"],
  },
  "update of a protected column through the view": {
    change: "grant update on profile to authenticated",
    found: ["error grant/excess: view public.profile"],
  },
  "no usage on the schema": {
    change: "revoke usage on schema public from authenticated, public",
    found: ["error grant/missing: schema public"],
  },
  "a sequence that anon may use": {
    change: "grant usage on sequence runs_id_seq to anon",
    found: ["error grant/excess: sequence public.runs_id_seq"],
  },
  "a sequence whose count a user may move": {
    change: "grant update on sequence runs_id_seq to authenticated",
    found: ["warning grant/excess: sequence public.runs_id_seq"],
  },
  "a sequence that an insert needs": {
    change: "revoke usage on sequence runs_id_seq from authenticated",
    found: ["error grant/missing: sequence public.runs_id_seq"],
  },
  "default privileges that open future tables": {
    change: "alter default privileges in schema public grant select on tables to anon",
    found: ["error defaults/open: default privileges of postgres on tables in schema public"],
  },
  "default privileges that open future functions": {
    change: "alter default privileges grant execute on functions to public",
    found: ["note defaults/functions: default privileges of postgres on functions"],
  },
  "a role beyond the contract": {
    change: "create role reporter; grant select on runs to reporter",
    found: ["note grant/other-role: role reporter"],
  },
  "a policy to a role beyond the contract": {
    change: "create role reporter; create policy report on runs for select to reporter using (true)",
    found: ["note policy/other-role: policy report on public.runs"],
    left: ["note policy/other-role: policy report on public.runs"],
  },
  "whoever is signed in may create in the schema": {
    change: "grant create on schema public to authenticated",
    found: ["error schema/create: schema public"],
  },

  // Roles
  "a caller above row level security": {
    change: "alter role authenticated bypassrls",
    found: ["error role/attribute: role authenticated"],
  },
  "a caller that can become the service": {
    change: "grant service_role to authenticated with inherit false",
    found: ["error role/member: role authenticated"],
  },
  "a caller that owns a table": {
    change: "alter table events owner to anon",
    found: [
      "error grant/excess: table public.events",
      "note defaults/functions: default privileges of anon on functions",
      "error table/owned-by-caller: table public.events",
    ],
  },

  // Views
  "a view that runs as its owner": {
    change: "alter view chat_session reset (security_invoker)",
    found: ["error view/runs-as-owner: view public.chat_session"],
  },
  "a view that is not there": {
    change: "drop view profile",
    found: ["error view/missing: view public.profile"],
    left: ["error grant/missing: view public.profile", "error grant/missing: view public.profile"],
  },
  "a view that lacks a column": {
    change: 'alter table "ChatSession" add summary text',
    found: ["error view/lacks-column: view public.chat_session"],
    left: ["error grant/missing: view public.chat_session", "error grant/missing: view public.chat_session"],
  },
  "a view that maps a wrong column": {
    change: `create or replace view profile with (security_invoker = true) as
      select user_id, plan as plan, voice_enabled, plan as voice from profiles`,
    found: ["error view/wrong-column: view public.profile"],
    left: ["error grant/missing: view public.profile", "error grant/missing: view public.profile"],
  },
  "a view with a condition": {
    change: `create or replace view profile with (security_invoker = true) as
      select user_id, plan, voice_enabled from profiles where voice_enabled`,
    found: ["error view/not-plain: view public.profile"],
    left: ["error grant/missing: view public.profile", "error grant/missing: view public.profile"],
  },
  "a view that cannot be written through": {
    change: `create or replace view profile with (security_invoker = true) as
      select distinct user_id, plan, voice_enabled from profiles`,
    found: ["error view/not-plain: view public.profile", "error view/not-updatable: view public.profile"],
    left: ["error grant/missing: view public.profile", "error grant/missing: view public.profile"],
  },
  "another view that runs as its owner": {
    change: "create view leak as select * from runs; grant select on leak to authenticated",
    found: ["error view/runs-as-owner: view public.leak"],
  },
  "another view that runs as its caller": {
    change:
      "create view mine with (security_invoker = true) as select * from runs; grant select on mine to authenticated",
    found: ["warning view/not-in-contract: view public.mine"],
  },
  "another view over a view that runs as its owner": {
    change: `create view inner_leak as select * from runs;
      create view outer_leak with (security_invoker = true) as select * from inner_leak;
      grant select on outer_leak to authenticated`,
    found: ["error view/unproven: view public.outer_leak"],
  },
  "another view that nobody may read": { change: "create view mine as select * from runs", found: [] },
  "a materialized view that callers may read": {
    change: "create materialized view totals as select count(*) from runs; grant select on totals to anon",
    found: ["error view/materialized: materialized view public.totals"],
  },

  // What the contract does not speak of
  "an open table": {
    change:
      "create table extra (id int primary key); alter table extra enable row level security; grant select on extra to authenticated",
    found: ["error table/not-in-contract: table public.extra"],
    left: ["warning table/not-in-contract: table public.extra"],
  },
  "a closed table": {
    change: "create table extra (id int primary key); alter table extra enable row level security",
    found: ["warning table/not-in-contract: table public.extra"],
    left: ["warning table/not-in-contract: table public.extra"],
  },
  "a closed table without row level security": {
    change: "create table extra (id int primary key)",
    found: ["error rls/off: table public.extra", "warning table/not-in-contract: table public.extra"],
    left: ["warning table/not-in-contract: table public.extra"],
  },
  "an operator": {
    change: `create function text_is(text, text) returns boolean language sql immutable as 'select true';
      revoke execute on function text_is from public; create operator = (leftarg = text, rightarg = text, function = text_is)`,
    found: ["note catalog/unread: operator public.=(text,text)"],
    left: ["note catalog/unread: operator public.=(text,text)"],
  },
  "a rule": {
    change: "create rule gone as on delete to runs do instead nothing",
    found: ["warning catalog/unread: rule gone on public.runs"],
    left: ["warning catalog/unread: rule gone on public.runs"],
  },

  // Routines
  "a security definer function that anybody may call": {
    change: `create function everything() returns setof public.runs language sql security definer
      set search_path = '' as 'select * from public.runs'; grant execute on function everything() to public`,
    found: ["error routine/excess: function public.everything()"],
  },
  "a function that a user may call": {
    change:
      "create function one(a int) returns int language sql as 'select 1'; grant execute on function one to authenticated",
    found: ["warning routine/excess: function public.one(a integer)"],
  },
  "a function of the contract that runs as its owner": {
    change: "alter function my_count() security definer",
    found: ["note routine/unproven: function public.my_count()"],
    left: ["note routine/unproven: function public.my_count()"],
  },
  "a function of the contract that a user cannot call": {
    change: "revoke execute on function my_count() from authenticated",
    found: ["error routine/missing: function public.my_count()"],
  },
  "a function of the contract that is not there": {
    change: "alter function my_count() rename to my_counts",
    found: [
      "error contract/unknown-routine: function public.my_count",
      "warning routine/excess: function public.my_counts()",
    ],
    left: ["error contract/unknown-routine: function public.my_count"],
  },
  "a security definer function without a search path": {
    change: "alter function erase_user() reset search_path",
    found: ["warning routine/search-path: function public.erase_user()"],
  },

  // Columns, keys, indexes
  "a message without the key that holds its owner": {
    change: `alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey",
      add foreign key ("sessionId") references "ChatSession" on delete cascade`,
    found: ['error within/unprotected: table public."ChatMessage"'],
    left: [
      'note constraint/not-valid: constraint "ChatMessage_sessionId_userId_fkey" on public."ChatMessage"',
    ],
  },
  "the key, not validated": {
    change: `alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey",
      add constraint kept foreign key ("sessionId", "userId") references "ChatSession" (id, "userId") not valid`,
    found: ['note constraint/not-valid: constraint kept on public."ChatMessage"'],
  },
  "a key that matches the owner with something else": {
    change: `alter table "ChatSession" add other text not null default '', add unique (id, other);
      drop view chat_session; create view chat_session with (security_invoker = true) as
        select id, "userId" as user_id, "startedAt" as started_at, other from "ChatSession";
      grant select, insert, update, delete on chat_session to authenticated, service_role;
      alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey",
        add foreign key ("sessionId", "userId") references "ChatSession" (id, other) on delete cascade`,
    found: ['error within/unprotected: table public."ChatMessage"'],
    left: [
      'note constraint/not-valid: constraint "ChatMessage_sessionId_userId_fkey1" on public."ChatMessage"',
    ],
  },
  "an owner without an index": {
    change: "drop index runs_user_id_idx",
    found: ["warning index/missing: table public.runs"],
    left: ["warning index/missing: table public.runs"],
  },
  "a foreign key without an index": {
    change: 'drop index "ChatMessage_sessionId_userId_idx"',
    found: ['warning index/missing: table public."ChatMessage"'],
    left: ['warning index/missing: table public."ChatMessage"'],
  },
  "an invalid index": {
    change: "update pg_index set indisvalid = false where indexrelid = 'runs_user_id_idx'::regclass",
    found: [
      "warning index/missing: table public.runs",
      "warning index/invalid: index public.runs_user_id_idx",
    ],
    left: [
      "warning index/missing: table public.runs",
      "warning index/invalid: index public.runs_user_id_idx",
    ],
  },
  "a check that was not validated": {
    change: "alter table runs add constraint told check (narrative <> '') not valid",
    found: ["note constraint/not-valid: constraint told on public.runs"],
  },
  "a key that sets a column to null that cannot be": {
    change: `alter table runs drop constraint runs_user_id_fkey,
      add foreign key (user_id) references auth.users (id) on delete set null`,
    found: [
      "warning erasure/rows-stay: table public.runs",
      "warning constraint/set-null: constraint runs_user_id_fkey on public.runs",
    ],
  },
  "a key that forbids the deletion beside one that cascades": {
    change: "alter table runs add constraint a_key foreign key (user_id) references auth.users (id)",
    found: ["warning erasure/rows-stay: table public.runs"],
  },
  "rows that stay when their user goes": {
    change: "alter table runs drop constraint runs_user_id_fkey",
    found: ["warning erasure/rows-stay: table public.runs"],
  },
  "users that callers may read": {
    change: "grant select on auth.users to authenticated",
    found: ["error users/open: table auth.users"],
  },
  "a column of users that anybody may write": {
    change: "grant update (email) on auth.users to public",
    found: ["error users/open: table auth.users", "error users/open: table auth.users"],
  },
  "a trigger that is gone": {
    change: "drop trigger erase on auth.users",
    found: [
      'warning erasure/rows-stay: table public."ChatSession"',
      'warning erasure/rows-stay: table public."ChatMessage"',
    ],
  },
};

test.each(Object.entries(faults))("%s", async (_, { change, found, left }) => {
  const { findings, afterMending } = await find(change);
  expect(named(findings)).toEqual(found);
  expect(named(afterMending)).toEqual(left ?? []);
  for (const { message, why, fix } of findings) {
    expect(message).toMatch(/^\S.*\S$/);
    expect(why).not.toBe("");
    expect(fix).not.toBe("");
  }
});
