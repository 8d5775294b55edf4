import { raw, statement } from "../statement.mjs";
import { keyOf, tableNamed } from "../subject.mjs";
import { flawedFunctions } from "./flawed-functions.mjs";

const definer = raw("security definer set search_path = ''");

/**
 * Every row of a table.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const definerRows = {
  name: "definer function that returns rows",
  changes: ({ tables }) =>
    tables.map(({ name, id }, index) => {
      const role = index % 2 === 0 ? "anon" : "authenticated";
      return {
        on: `${name} for ${role}`,
        sql: statement`create function public.every_row() returns setof ${id} language sql stable ${definer}
  as $body$ select * from ${id} $body$;
grant execute on function public.every_row() to ${raw(role)}`,
      };
    }),
};

/**
 * The row with a key that the caller names.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const definerByKey = {
  name: "definer function by key",
  changes: ({ owned }) =>
    owned.map((table) => {
      const type = raw(keyOf(table).type);
      return {
        on: table.name,
        sql: statement`create function public.one_row(which ${type}) returns setof ${table.id} language sql stable ${definer}
  as $body$ select * from ${table.id} where id = which $body$;
grant execute on function public.one_row(${type}) to authenticated`,
      };
    }),
};

/**
 * Flaws as they are found in the wild, open to whoever is not signed in, or to whoever is.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const definerFunction = {
  name: "definer function",
  changes: (subject) =>
    flawedFunctions((name) => tableNamed(subject, name).id).map(({ flaw, signature, body }, index) => {
      const role = index % 2 === 0 ? "anon" : "authenticated";
      return {
        on: `${flaw}, for ${role}`,
        sql: statement`create ${body(definer)};
grant execute on routine public.${signature} to ${raw(role)}`,
      };
    }),
};
