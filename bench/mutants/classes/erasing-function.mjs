import { raw, routineName, statement } from "../statement.mjs";

const deletedTogether =
  "every message that the foreign key admits is in a session of the same user, and is deleted with it; older rows, for which the key was never checked, are a different matter";
const superuser =
  "only a superuser may delete from auth.users here, and the function does the same with their privileges as with its owner's";
const bypass =
  "the function's owner is a superuser, to whom row level security never applies, whatever row_security says";

/** @type {import("../selection.mjs").MutantClass} */
export const erasingFunction = {
  id: "erasing-function",
  breaks: "When a user is deleted, some of their rows stay, because companion_erase_user forgets them.",
  appliesTo: "routines",
  changes: ({ catalog }) => {
    const routine = catalog.routines.find(({ name }) => name === "companion_erase_user");
    const steps = [...routine.definition.matchAll(/delete from public\."(\w+)" where [^;]+;/g)];
    return [
      { on: "emptied", sql: without(routine, steps) },
      { on: "by another column", sql: routine.definition.replaceAll("old.id::text", "old.email") },
      ...steps.map((step) => ({
        on: `without ${step[1]}`,
        sql: without(routine, [step]),
        equivalent: step[1] === "ChatMessage" ? deletedTogether : undefined,
      })),
      { on: "as its caller", sql: altered(routine, "security invoker"), equivalent: superuser },
      { on: "held by row security", sql: altered(routine, "reset row_security"), equivalent: bypass },
    ];
  },
};

function without({ definition }, steps) {
  return steps.reduce((text, [step]) => text.replace(step, ""), definition);
}

function altered(routine, change) {
  return statement`alter function ${routineName(routine)} ${raw(change)}`;
}
