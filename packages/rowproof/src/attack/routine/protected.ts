import type { ChangedTable, RoutineAttack, RoutineCall } from "../attack.js";
import { accessTo, type Target, writableColumns } from "../target.js";
import { ownerIn } from "./changed-tables.js";
import { recordChange } from "./harm.js";

export const executeProtected: RoutineAttack = {
  id: "execute/protected",
  command: "execute",
  tries: "checks whether a call writes a protected column of the actor's own row",
  // biome-ignore lint/correctness/useYield: an entry of the table is a generator, even if it has nothing to send
  *examine(call) {
    for (const changed of call.changed) {
      const target = call.context.targetOf(changed.base);
      if (target?.table !== undefined) examineColumns(call, changed, target);
    }
  },
};

function examineColumns(call: RoutineCall, changed: ChangedTable, target: Target): void {
  const { actor } = call.attempt;
  const access = accessTo(target, actor.role, "update");
  const writable = access?.rows.kind === "none" ? [] : writableColumns(changed.base, access);
  for (const { before, after } of changed.changes.updated) {
    if (ownerIn(call, changed, before) !== actor.person) continue;
    const column = writableColumns(changed.base, undefined).find(
      (name) => before[name] !== after[name] && !writable.includes(name),
    );
    if (column === undefined) continue;
    const harm = { does: "writes column", object: target.object, column } as const;
    recordChange(executeProtected, call, changed, { harm, subject: `column ${column}` });
  }
}
