import { raw, statement } from "../statement.mjs";
import { tableNamed } from "../tables.mjs";
import { flawedFunctions } from "./flawed-functions.mjs";

const definer = raw("security definer set search_path = ''");

/** @type {import("../selection.mjs").MutantClass} */
export const definerFunction = {
  id: "definer-function",
  breaks: "A security definer function has a common flaw, and anonymous or signed-in users can call it.",
  appliesTo: "routines",
  changes: (context) =>
    flawedFunctions((name) => tableNamed(context, name).id).map(({ flaw, signature, body }, index) => {
      const role = index % 2 === 0 ? "anon" : "authenticated";
      return {
        on: `${flaw}, for ${role}`,
        sql: statement`create ${body(definer)};
grant execute on routine public.${signature} to ${raw(role)}`,
      };
    }),
};
