import type { ChangedTable, RoutineAttack, RoutineCall } from "../attack.js";
import type { Steps } from "../steps.js";
import type { Target } from "../target.js";
import { ownerIn, touchedBy } from "./changed-tables.js";
import { recordChange } from "./harm.js";
import { isOwned } from "./owned.js";

export const executeChange: RoutineAttack = {
  id: "execute/change",
  command: "execute",
  tries: "checks whether a call changes or deletes other users' rows",
  *examine(call) {
    for (const changed of call.changed) {
      const target = call.context.targetOf(changed.base);
      if (target?.table !== undefined) yield* examineNamed(call, changed, target);
      else if (!changed.isByTrigger && isOwned(call.context, changed.base)) examineUnnamed(call, changed);
    }
  },
};

function* examineNamed(call: RoutineCall, changed: ChangedTable, target: Target): Steps<void> {
  const { context } = call;
  const { actor } = call.attempt;
  const { table } = target;
  const { base } = changed;
  if (table === undefined) return;
  for (const { row, does, command } of touchedBy(changed.changes)) {
    const [may] = yield* context.reach.among({ actor, table, base, command }, [row]);
    const owner = ownerIn(call, changed, row);
    if (may === true || owner === undefined || owner === actor.person) continue;
    const harm = { does, object: target.object, isNamed: true };
    recordChange(executeChange, call, changed, { harm, subject: does });
  }
}

/** In a table that the contract does not name, an actor may change only their own rows and rows without an owner. */
function examineUnnamed(call: RoutineCall, changed: ChangedTable): void {
  const { schema, name } = changed.base;
  for (const { row, does } of touchedBy(changed.changes)) {
    const owner = ownerIn(call, changed, row);
    if (owner === undefined || owner === "nobody" || owner === call.attempt.actor.person) continue;
    const harm = { does, object: { schema, name, kind: "table" }, isNamed: false };
    recordChange(executeChange, call, changed, { harm, subject: does });
  }
}
