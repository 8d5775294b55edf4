import { guardsNone, ownIdOnly } from "../arguments.mjs";
import { raw, routineName, statement } from "../statement.mjs";

const noUserSession =
  "it runs in the session of the superuser who signs up or deletes a user, and no user creates anything there or in public";
const noTypes =
  "pg_catalog comes first unless it is named later, every other name is written with its schema, and users create nothing in public; types are looked up in the user's pg_temp before that, where no request creates one: the API runs no statement of a user's own";
const superuser =
  "only a superuser signs users up here, and may insert into public.profiles as its owner may";

/** @type {import("../selection.mjs").MutantClass} */
export const triggerFunction = {
  id: "trigger-function",
  breaks: "A trigger function of the companion fails, does nothing, or runs with the user's privileges.",
  appliesTo: "routines",
  changes: ({ catalog: { routines } }) => {
    const named = (name) => routines.find((routine) => routine.name === name);
    const touching = [named("companion_touch_camel"), named("companion_touch_snake")];
    return [
      ...touching.map((routine) => bodied(routine, "raises", "raise exception 'not now';")),
      ...touching.map((routine) => bodied(routine, "gives the row up", "return null;")),
      ...requiring(named("companion_require_user")),
      ...creating(named("companion_create_profile")),
      ...routines.filter(({ securityDefiner }) => securityDefiner).map(withoutPath),
    ];
  },
};

function requiring(routine) {
  return [
    { ...bodied(routine, "does nothing", "return null;"), equivalent: ownIdOnly },
    bodied(routine, "raises", "raise exception 'not now';"),
    { on: `${routine.name} as its caller`, sql: altered(routine, "security invoker") },
  ];
}

function creating(routine) {
  return [
    { ...bodied(routine, "does nothing", "return null;"), equivalent: guardsNone },
    {
      on: `${routine.name} as its caller`,
      sql: altered(routine, "security invoker"),
      equivalent: superuser,
    },
  ];
}

/** Only a path that puts pg_temp last keeps a user's own types out of a function that runs in the user's session. */
function withoutPath(routine) {
  return {
    on: `${routine.name} with the caller's search_path`,
    sql: altered(routine, "reset search_path"),
    equivalent: isUsers(routine) ? noTypes : noUserSession,
  };
}

/** Whether it runs in a user's session: called, or started by a row that the user writes. */
function isUsers({ name, executableBy }) {
  return executableBy.length > 0 || name === "companion_require_user";
}

function altered(routine, change) {
  return statement`alter function ${routineName(routine)} ${raw(change)}`;
}

function bodied({ name, definition }, what, body) {
  return {
    on: `${name} ${what}`,
    sql: definition.replace(/\bbegin\b[\s\S]*\bend\b/, `begin\n    ${body}\nend`),
  };
}
