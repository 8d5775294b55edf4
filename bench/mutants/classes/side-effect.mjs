import { piece, raw, statement } from "../statement.mjs";
import { tableNamed } from "../tables.mjs";

/** @type {import("../selection.mjs").MutantClass} */
export const sideEffect = {
  id: "side-effect",
  breaks: "A write that a user may do also changes rows that they may not, by a definer trigger or a rule.",
  appliesTo: "triggers",
  changes: (context) => {
    const table = (name) => tableNamed(context, name).id;
    return [
      ...effectsOf(table).map(({ on, of, effect }) => ({ on, sql: definerTrigger(of, effect) })),
      {
        on: "a rule that gives a plan",
        sql: statement`create rule mutant as on insert to ${table("DailyMood")}
  do also update ${table("profiles")} set plan = 'ELITE' where user_id::text = new."userId"`,
      },
      {
        on: "a rule that removes others' rows",
        sql: statement`create rule mutant as on delete to ${table("JournalEntry")}
  do also delete from ${table("UserMemory")}`,
      },
    ];
  },
};

function effectsOf(table) {
  return [
    {
      on: "a mood gives a plan",
      of: table("DailyMood"),
      effect: piece`update ${table("profiles")} set plan = 'ELITE' where user_id::text = new."userId"`,
    },
    {
      on: "a journal entry gives a role",
      of: table("JournalEntry"),
      effect: piece`insert into ${table("users_roles")} (user_id, role) values (new."userId"::uuid, 'admin')
    on conflict do nothing`,
    },
    {
      on: "a new memory removes all others",
      of: table("UserMemory"),
      effect: piece`delete from ${table("UserMemory")} where id <> new.id`,
    },
    {
      on: "a session's summary is everybody's",
      of: table("ChatSession"),
      effect: piece`update ${table("ChatSession")} set summary = new.summary where id <> new.id`,
    },
  ];
}

function definerTrigger(table, effect) {
  return statement`create function public.mutant() returns trigger language plpgsql security definer
  set search_path = '' as $body$
begin
  ${effect};
  return null;
end $body$;
create trigger mutant after insert on ${table} for each row execute function public.mutant();
${raw("revoke execute on function public.mutant() from public")}`;
}
