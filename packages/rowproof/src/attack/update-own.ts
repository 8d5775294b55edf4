import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { type Assignments, updateOf } from "./assignment.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { keyCondition, typedValue } from "./conditions.js";
import { recordFailure, recordMissed } from "./missed.js";
import type { Steps } from "./steps.js";
import { accessTo, keyColumns, writableColumns } from "./target.js";
import type { TargetRow } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/** Writes the present values, so that only access can refuse the write. */
export const updateOwn: TableAttack = {
  id: "update/own",
  command: "update",
  tries: "writes every column that the contract allows, in a row of the actor's own",
  applies: ({ actor }) => actor.oddity === undefined,
  *attempts(visit) {
    const rows = visit.updates?.targetRows.filter(({ expected }) => expected) ?? [];
    for (const targetRow of firstOfEach(rows)) yield* writeOwn(visit, targetRow);
  },
};

/** All columns together were refused: this finds the column. */
export const updateOwnColumn: TableAttack = {
  id: "update/own-column",
  command: "update",
  tries: "writes each column alone, if all together were refused",
  applies: ({ actor }) => actor.oddity === undefined,
  *attempts(visit) {
    for (const { targetRow, columns } of visit.updates?.refusedOwn ?? []) {
      for (const column of columns) yield* writeOwnColumn(visit, targetRow, column);
    }
  },
};

/** One row for each actor of the matrix: if it is refused, other rows are too. */
function firstOfEach(targetRows: readonly TargetRow[]): readonly TargetRow[] {
  return [...new Map(targetRows.toReversed().map((targetRow) => [targetRow.actor, targetRow])).values()];
}

function* writeOwn(visit: TableVisit, targetRow: TargetRow): Steps<void> {
  const { context, target, base, updates } = visit;
  const columns = columnsToWrite(visit);
  if (columns.length === 0) return;
  const write = writeUnchanged(visit, updateOwn, targetRow, columns);
  const result = yield* tryWrite(context, target, write);
  const reached = yield* judgeWrite({ context, target, write }, result);
  if (reached.includes(targetRow.row)) return;
  recordMissed({ context, target, write }, result, [targetRow]);
  if (result.error === null || result.error === "setup" || columns.length < 2 || base === undefined) return;
  updates?.refusedOwn.push({ targetRow, columns });
}

function columnsToWrite({ target, base, actor }: TableVisit): readonly string[] {
  const access = accessTo(target, actor.role, "update");
  const key = keyColumns(base);
  const all = writableColumns(base, access);
  const others = all.filter((name) => !key.includes(name) || access?.columns?.includes(name));
  return others.length > 0 ? others : all;
}

function* writeOwnColumn(visit: TableVisit, targetRow: TargetRow, column: string): Steps<void> {
  const { context, target } = visit;
  const write = writeUnchanged(visit, updateOwnColumn, targetRow, [column]);
  const result = yield* tryWrite(context, target, write);
  if (result.error === null && result.changes.updated.length > 0) return;
  recordFailure({ context, target, write }, result.error, {
    actor: targetRow.actor,
    subject: `writes ${column}`,
    expected: target.standing === "named",
    failed: { what: "column", column },
  });
}

function writeUnchanged(
  { target, base, actor }: TableVisit,
  attack: TableAttack,
  { row }: TargetRow,
  columns: readonly string[],
): Write {
  const text = updateOf(target, unchanged(base, row, columns), keyCondition(target, [row.row]));
  return { attack, command: "update", attempt: { actor, statements: [text] } };
}

function unchanged(base: Relation, { row }: SeededRow, columns: readonly string[]): Assignments {
  return Object.fromEntries(columns.map((column) => [column, typedValue(base.columns, column, row)]));
}
