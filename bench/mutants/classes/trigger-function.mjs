import { raw, statement } from "../statement.mjs";
import { nameOf } from "./routine-executable.mjs";
import { guardsNone, ownIdOnly } from "./trigger-dropped.mjs";

const theirOwn =
  "it runs in the session of the superuser who signs a user up or deletes one, and no caller makes anything there or in public";
const asBefore =
  "with an empty search_path types are looked up in pg_temp first, as without one; every other name is written with its schema or is pg_catalog's, and callers make nothing in public";
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
          ...pathEquivalent(routine, requiring),
        })),
    ];
  },
};

/** Only a path that puts pg_temp last keeps a caller's own types out of a function that runs in the caller's session. */
function pathEquivalent(routine, requiring) {
  if (routine !== requiring) return { equivalent: theirOwn };
  return routine.settings.includes('search_path=""') ? { equivalent: asBefore } : {};
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
