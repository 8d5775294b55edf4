import { raw, statement } from "../statement.mjs";
import { nameOf } from "./routine-executable.mjs";

const takenAlong =
  "every message that the key lets in lies in a session of the same user, and goes when that is deleted; older rows, for which the key was never checked, are another matter";
const superuser =
  "only a superuser may delete from auth.users here, and the function does the same with their rights as with its owner's";
const neverHeld =
  "the function's owner is a superuser, whom row security never holds, whatever row_security says";

/** @type {import("../mutants.mjs").MutantClass} */
export const erasingFunction = {
  name: "erasing function",
  changes: ({ catalog }) => {
    const routine = catalog.routines.find(({ name }) => name === "companion_erase_user");
    const steps = [...routine.definition.matchAll(/delete from public\."(\w+)" where [^;]+;/g)];
    return [
      { on: "emptied", sql: without(routine, steps) },
      { on: "by another column", sql: replaced(routine, "old.id::text", "old.email") },
      ...steps.map((step) => ({
        on: `without ${step[1]}`,
        sql: without(routine, [step]),
        ...(step[1] === "ChatMessage" ? { equivalent: takenAlong } : {}),
      })),
      { on: "as its caller", sql: changed(routine, "security invoker"), equivalent: superuser },
      { on: "held by row security", sql: changed(routine, "reset row_security"), equivalent: neverHeld },
    ];
  },
};

function without({ definition }, steps) {
  return steps.reduce((text, [step]) => text.replace(step, ""), definition);
}

function replaced({ definition }, before, after) {
  return definition.replaceAll(before, after);
}

function changed(routine, change) {
  return statement`alter function ${nameOf(routine)} ${raw(change)}`;
}
