import { expect, test } from "vitest";
import { named, useJournal } from "./harness.js";
import { journalContract } from "./journal.js";

const find = useJournal();

/** A trigger function, and a trigger that runs it. */
function trigger(
  name: string,
  when: string,
  body: string,
  options = "security definer set search_path = ''",
): string {
  const schema = name.includes(".") ? `create schema ${name.split(".")[0]};` : "";
  return `${schema} create function ${name}() returns trigger language plpgsql ${options} as $$ begin ${body} end $$;
    create trigger made ${when} for each row execute function ${name}()`;
}

const gift = "update public.profiles set plan = 'ELITE' where user_id = new.user_id; return null;";
const writes = (assignment: string, options = "set search_path = ''") =>
  trigger("gift", "before update on profiles", `${assignment}; return new;`, options);

const writesProfiles = ["error trigger/writes-protected: trigger made on public.profiles"];
const mayWriteProfiles = ["warning trigger/unread: trigger made on public.profiles"];

const cases: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  "a definer trigger on a table that users write": [
    trigger("gift", "after insert on runs", gift),
    ["warning trigger/unread: function public.gift()"],
  ],
  "a definer trigger whose function is in another schema": [
    trigger("private.gift", "after insert on runs", gift),
    ["warning trigger/unread: function private.gift()"],
  ],
  "a definer trigger of another schema on auth.users": [
    trigger("private.gift", "after insert on auth.users", "return null;"),
    ["warning trigger/unread: function private.gift()"],
  ],
  "a definer trigger on a compat view": [
    trigger("gift", "instead of delete on chat_session", "return old;"),
    ["error view/not-updatable: view public.chat_session", "warning trigger/unread: function public.gift()"],
  ],
  "a definer trigger that is disabled": [
    `${trigger("gift", "after insert on runs", gift)}; alter table runs disable trigger made`,
    [],
  ],
  "a definer trigger on a table that only the service writes": [
    trigger("gift", "after insert on events", "return null;"),
    [],
  ],
  "a trigger that runs as its caller": [
    trigger("gift", "after insert on runs", "return null;", "set search_path = ''"),
    [],
  ],
  "an assignment to a protected column": [writes("new.plan := 'ELITE'"), writesProfiles],
  "an assignment with =, quoted and in a condition": [
    writes(`if new.voice_enabled then NEW."plan" = 'ELITE'; end if`),
    writesProfiles,
  ],
  "a protected column filled by a query": [writes("select 'ELITE' into new.plan"), writesProfiles],
  "a protected column filled by a loop": [
    writes("for new.plan in select 'ELITE' loop end loop"),
    writesProfiles,
  ],
  "the owner given away": [writes("new.user_id := '00000000-0000-0000-0000-000000000001'"), writesProfiles],
  "a whole row put in place": [writes("new := jsonb_populate_record(new, '{}')"), mayWriteProfiles],
  "another row returned": [
    writes("declare r public.profiles; begin r := new; r.plan := 'ELITE'; return r; end"),
    mayWriteProfiles,
  ],
  "a comparison, a comment and a string": [
    writes("/* new.plan := 1 */ if new.plan = 'x' and ';new.plan := 2;' = '' then raise 'no'; end if"),
    [],
  ],
  "a protected column put back, and the caller's own id": [
    writes("new.plan := old.plan; new.user_id := (select auth.uid())"),
    [],
  ],
  "a column that users may write": [writes("new.voice_enabled := true"), []],
  "a protected column written where only the service inserts": [
    trigger("gift", "before insert on profiles", "new.plan := 'PRO'; return new;", "set search_path = ''"),
    [],
  ],
};

test.each(Object.entries(cases))("%s", async (_, [change, found]) => {
  const { findings } = await find(change);
  expect(named(findings)).toEqual(found);
});

test("what fires on a part of a table fires for the table", async () => {
  const part = "create table runs_part () inherits (runs); alter table runs_part enable row level security";
  const definer = trigger("gift", "after update on runs_part", gift);
  expect(named((await find(`${part}; ${definer}`)).findings)).toContain(
    "warning trigger/unread: function public.gift()",
  );
  const giver = trigger(
    "gift",
    "before insert on runs_part",
    "new.user_id := gen_random_uuid(); return new;",
    "",
  );
  expect(named((await find(`${part}; ${giver}`)).findings)).toContain(
    "error trigger/writes-protected: trigger made on public.runs_part",
  );
});

test("the time is nobody's choice", async () => {
  const touch = `alter table "ChatSession" add "updatedAt" timestamp; drop view chat_session;
    create view chat_session with (security_invoker = true) as
      select id, "userId" as user_id, "startedAt" as started_at, "updatedAt" as updated_at from "ChatSession";
    grant select, insert, update, delete on chat_session to authenticated, service_role`;
  const change = `${touch}; ${trigger("stamp", 'before update on "ChatSession"', `new."updatedAt" := now() at time zone 'utc'; return new;`, "")}`;
  expect(named((await find(change)).findings)).toEqual([]);
});

test("naming the function in the contract says that it was read", async () => {
  const read = (name: string) => ({
    ...journalContract,
    routines: { ...journalContract.routines, [name]: { execute: [] } },
  });
  const outside = trigger("private.gift", "after insert on runs", gift);
  expect(named((await find(outside, read("private.gift"))).findings)).toEqual([]);
  expect(named((await find(writes("new.plan := 'ELITE'"), read("gift"))).findings)).toEqual([]);
  const [finding] = (await find(outside)).findings;
  expect(finding).toMatchObject({
    message: "trigger function private.gift() on public.runs runs as postgres",
    fix: 'review it, then name it in the contract: routines: { "private.gift": { execute: [] } }',
  });
  expect(named((await find("select 1", read("private.gift"))).findings)).toEqual([
    'note contract/unknown-routine: function public."private.gift"',
  ]);
});
