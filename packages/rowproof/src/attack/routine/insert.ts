import type { NamedTable } from "../../contract/resolved.js";
import type { Actor } from "../actor.js";
import type { ChangedTable, RoutineAttack, RoutineCall } from "../attack.js";
import type { InsertedPlace } from "../effects/routine.js";
import type { TextRow } from "../session.js";
import type { Steps } from "../steps.js";
import { accessTo, type Target } from "../target.js";
import { recordChange } from "./harm.js";

/**
 * Rows that a call inserts and that the actor may not insert directly: in another user's name, under another user's row, or in
 * their own name if the contract allows no insert.
 */
export const executeInsert: RoutineAttack = {
  id: "execute/insert",
  command: "execute",
  tries: "checks whether a call inserts rows that the contract does not allow the actor to insert",
  *examine(call) {
    for (const changed of call.changed) {
      const target = call.context.targetOf(changed.base);
      if (target?.table !== undefined && !changed.isByTrigger) yield* examineInserted(call, changed, target);
    }
  },
};

function* examineInserted(call: RoutineCall, changed: ChangedTable, target: Target): Steps<void> {
  const { context } = call;
  const { actor } = call.attempt;
  const { base } = changed;
  const { table } = target;
  const { inserted } = changed.changes;
  if (table === undefined) return;
  const answers = yield* context.reach.among({ actor, table, base, command: "insert" }, inserted);
  for (const [at, row] of inserted.entries()) {
    const place = answers[at] === true ? undefined : placeOf(target, table, actor, row);
    if (place === undefined) continue;
    const harm = { does: "inserts", object: target.object, place } as const;
    recordChange(executeInsert, call, changed, { harm, subject: `inserts ${place}` });
  }
}

/** Where a row belongs that the contract does not allow the actor to insert; undefined if it has no owner. */
function placeOf(target: Target, table: NamedTable, actor: Actor, row: TextRow): InsertedPlace | undefined {
  const owners = table.owners.map((column) => row[column] ?? null);
  if (owners.length > 0) {
    const ids = owners.filter((id) => id !== null);
    if (ids.length === 0) return undefined;
    if (ids.some((id) => id !== actor.userId)) return "another's name";
    return accessTo(target, actor.role, "insert")?.rows.kind === "own" ? "under another" : "own name";
  }
  const rules = [accessTo(target, actor.role, "insert"), accessTo(target, actor.role, "select")];
  const kinds = rules.map((access) => access?.rows.kind);
  if (kinds.includes("member")) return "a team";
  return kinds[0] === "where" ? "anyone" : undefined;
}
