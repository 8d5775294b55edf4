import { raw, statement } from "../statement.mjs";
import { nameOf } from "./routine-executable.mjs";
import { guardsNone, ownIdOnly } from "./trigger-dropped.mjs";

const theirOwn =
  "it runs in the session of the superuser who signs a user up or deletes one, and no caller makes anything there or in public";
const noTypes =
  "pg_catalog comes first unless it is named later, every other name is written with its schema, and callers make nothing in public; types are looked up in the caller's pg_temp before that, where no request makes one: the API runs no statement of a caller's own";
const superuser =
  "only a superuser signs users up here, and may insert into public.profiles as its owner may";

/**
 * Trigger functions of the companion that fail, do nothing, or run as their caller.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const triggerFunction = {
  name: "trigger function",
  changes: ({ catalog: { routines } }) => {
    const named = (name) => routines.find((routine) => routine.name === name);
    const touching = [named("companion_touch_camel"), named("companion_touch_snake")];
    const requiring = named("companion_require_user");
    const creating = named("companion_create_profile");
    return [
      ...touching.map((routine) => bodied(routine, "raises", "raise exception 'not now';")),
      ...touching.map((routine) => bodied(routine, "gives the row up", "return null;")),
      { ...bodied(requiring, "does nothing", "return null;"), equivalent: ownIdOnly },
      { ...bodied(creating, "does nothing", "return null;"), equivalent: guardsNone },
      bodied(requiring, "raises", "raise exception 'not now';"),
      { on: `${requiring.name} as its caller`, sql: altered(requiring, "security invoker") },
      {
        on: `${creating.name} as its caller`,
        sql: altered(creating, "security invoker"),
        equivalent: superuser,
      },
      ...routines
        .filter(({ securityDefiner }) => securityDefiner)
        .map((routine) => ({
          on: `${routine.name} with the caller's search_path`,
          sql: altered(routine, "reset search_path"),
          equivalent: isCallers(routine) ? noTypes : theirOwn,
        })),
    ];
  },
};

/** Only a path that puts pg_temp last keeps a caller's own types out of a function that runs in the caller's session. */
/** Whether it runs in a session of the caller's: called, or set off by a row that is written. */
function isCallers({ name, executableBy }) {
  return executableBy.length > 0 || name === "companion_require_user";
}

function altered(routine, change) {
  return statement`alter function ${nameOf(routine)} ${raw(change)}`;
}

function bodied({ name, definition }, what, body) {
  return {
    on: `${name} ${what}`,
    sql: definition.replace(/\bbegin\b[\s\S]*\bend\b/, `begin\n    ${body}\nend`),
  };
}
