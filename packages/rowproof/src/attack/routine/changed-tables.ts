import type { Relation, Routine } from "../../catalog/facts.js";
import { keyOf } from "../../sql/relation-key.js";
import type { ChangedTable, RoutineCall } from "../attack.js";
import type { AttackContext } from "../context.js";
import type { TextRow } from "../session.js";
import { type Changes, compareStates, sameRow, stateOf, stateQuery } from "../state.js";
import { lookAsOwner, type Steps } from "../steps.js";
import { watchedRows } from "../write.js";
import { isReached, type RoutineDeclaration } from "./declaration.js";

/** What a call did to the rows of the tables that it wrote, without tables that the contract allows it to write. */
export function* changedTables(
  context: AttackContext,
  routine: Routine,
  declaration: RoutineDeclaration,
  written: readonly Relation[],
): Steps<readonly ChangedTable[]> {
  const judged = written.filter((one) => !isReached(declaration, one));
  if (judged.length === 0) return [];
  const { results } = yield* lookAsOwner(judged.map((one) => stateQuery(one, watchedRows(context, one))));
  return judged.map((base, at) => {
    const before = context.states.get(keyOf(base)) ?? [];
    const changes = compareStates(base, before, stateOf(results[at]?.rows ?? []));
    return { base, changes, isByTrigger: isByTrigger(context, routine, base, written) };
  });
}

function isByTrigger(
  context: AttackContext,
  routine: Routine,
  base: Relation,
  written: readonly Relation[],
): boolean {
  const others = written.filter((one) => one !== base && one.triggers.length > 0);
  const isWritten = others.some((one) => context.mentions.writtenWith(one).includes(base));
  return isWritten && !(routine.definition ?? "").includes(base.name);
}

/** The name of a row's owner; undefined if it is not a seeded row. */
export function ownerIn({ context }: RoutineCall, { base }: ChangedTable, row: TextRow): string | undefined {
  const rows = context.under.get(keyOf(base)) ?? context.rowsOf(base);
  return rows.find((seeded) => sameRow(base, seeded.row, row))?.person;
}

/** Rows that existed before, with what the call did to them. */
export function touchedBy({ deleted, updated }: Changes) {
  return [
    ...deleted.map((row) => ({ row, does: "deletes", command: "delete" }) as const),
    ...updated.map(({ before }) => ({ row: before, does: "changes", command: "update" }) as const),
  ];
}
