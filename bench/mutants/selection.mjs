// The classes of the package and the companion's own, and why nobody can notice some mutants of the companion.
import { mutantClasses } from "../../packages/rowproof/dist/mutants/mutants.js";
import { argue } from "./arguments.mjs";
import { definerFunction } from "./classes/definer-function.mjs";
import { erasingFunction } from "./classes/erasing-function.mjs";
import { policyAnotherRow } from "./classes/policy-another-row.mjs";
import { sideEffect } from "./classes/side-effect.mjs";
import { triggerFunction } from "./classes/trigger-function.mjs";

/** @typedef {import("../../packages/rowproof/dist/mutants/mutants.js").MutantClass} MutantClass */

/** @type {readonly MutantClass[]} */
const companionClasses = [policyAnotherRow, definerFunction, erasingFunction, triggerFunction, sideEffect];

/** The two triggers that only set the time of the last change are dropped in one class, which is enough. */
function withoutTouching(made) {
  if (made.id !== "trigger-disabled") return made;
  return {
    ...made,
    changes: (context) => made.changes(context).filter(({ on }) => !isTouching(context, on)),
  };
}

function isTouching({ tables }, on) {
  return tables.some(({ name, relation }) =>
    relation.triggers.some(
      (trigger) => on === `${trigger.name} on ${name}` && trigger.routine.name.startsWith("companion_touch"),
    ),
  );
}

/** What `makeMutants` is to make of the companion. */
export const selection = { classes: [...mutantClasses.map(withoutTouching), ...companionClasses], argue };
