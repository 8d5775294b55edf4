import { piece, raw } from "../statement.mjs";

/**
 * @typedef {object} FlawedFunction
 * @property {string} flaw
 * @property {import("../../../packages/rowproof/dist/sql/sql.js").Piece} signature name and argument types
 * @property {(definer: import("../../../packages/rowproof/dist/sql/sql.js").Piece) => import("../../../packages/rowproof/dist/sql/sql.js").Piece} body what follows `create`
 */

/**
 * @param {(name: string) => import("../../../packages/rowproof/dist/sql/sql.js").Piece} table
 * @returns {readonly FlawedFunction[]}
 */
export function flawedFunctions(table) {
  return [...readers(table), ...writers(table), ...promoters(table)];
}

function readers(table) {
  const journal = table("JournalEntry");
  return [
    {
      flaw: "rows of a given user",
      signature: raw("journal_of(uuid)"),
      body: (
        definer,
      ) => piece`function public.journal_of(of_user uuid) returns json language sql ${definer} as $body$
  select json_agg(entry) from ${journal} as entry where entry."userId" = of_user::text $body$`,
    },
    {
      flaw: "whether a row exists",
      signature: raw("has_entry(text)"),
      body: (
        definer,
      ) => piece`function public.has_entry(which text) returns boolean language sql ${definer} as $body$
  select exists (select from ${journal} as entry where entry.id = which) $body$`,
    },
    {
      flaw: "a text in an error",
      signature: raw("check_entry(text)"),
      body: (
        definer,
      ) => piece`function public.check_entry(which text) returns void language plpgsql ${definer} as $body$
begin raise exception 'not yours: %', (select entry.content from ${journal} as entry where entry.id = which); end $body$`,
    },
    {
      flaw: "a guard that null passes",
      signature: raw("admin_journal()"),
      body: (
        definer,
      ) => piece`function public.admin_journal() returns setof ${journal} language plpgsql ${definer} as $body$
begin
  if auth.jwt() ->> 'user_role' <> 'admin' then raise exception 'for admins'; end if;
  return query select * from ${journal};
end $body$`,
    },
    {
      flaw: "any statement",
      signature: raw("run_report(text)"),
      body: (
        definer,
      ) => piece`function public.run_report(query text) returns setof json language plpgsql ${definer} as $body$
begin return query execute format('select row_to_json(r) from (%s) as r', query); end $body$`,
    },
  ];
}

function writers(table) {
  const journal = table("JournalEntry");
  return [
    {
      flaw: "an update by key",
      signature: raw("rewrite_entry(text, text)"),
      body: (
        definer,
      ) => piece`function public.rewrite_entry(which text, written text) returns void language sql ${definer} as $body$
  update ${journal} set content = written where id = which $body$`,
    },
    {
      flaw: "a delete by key",
      signature: raw("remove_entry(text)"),
      body: (
        definer,
      ) => piece`function public.remove_entry(which text) returns void language sql ${definer} as $body$
  delete from ${journal} where id = which $body$`,
    },
    {
      flaw: "a delete by user",
      signature: raw("forget_user(uuid)"),
      body: (definer) => piece`procedure public.forget_user(who uuid) language sql ${definer} as $body$
  delete from ${table("UserMemory")} where "userId" = who::text $body$`,
    },
    {
      flaw: "a row for another user",
      signature: raw("remember(uuid, text)"),
      body: (
        definer,
      ) => piece`function public.remember(who uuid, what text) returns void language sql ${definer} as $body$
  insert into ${table("UserMemory")} ("userId", summary, "sourceType", "sourceId") values (who::text, what, 'chat', '') $body$`,
    },
  ];
}

function promoters(table) {
  return [
    {
      flaw: "the user's own plan",
      signature: raw("choose_plan(text)"),
      body: (
        definer,
      ) => piece`function public.choose_plan(chosen text) returns void language sql ${definer} as $body$
  update ${table("profiles")} set plan = chosen where user_id = auth.uid() $body$`,
    },
    {
      flaw: "everybody's plan",
      signature: raw("end_trial()"),
      body: (definer) => piece`function public.end_trial() returns void language sql ${definer} as $body$
  update ${table("profiles")} set plan = 'ELITE' $body$`,
    },
    {
      flaw: "a role for the user",
      signature: raw("become(text)"),
      body: (
        definer,
      ) => piece`function public.become(wanted text) returns void language sql ${definer} as $body$
  insert into ${table("users_roles")} (user_id, role) values (auth.uid(), wanted) $body$`,
    },
  ];
}
