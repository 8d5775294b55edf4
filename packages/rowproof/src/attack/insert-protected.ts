import { attacker } from "../seed/test-users.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { columnType } from "./conditions.js";
import { isGuarded } from "./guard.js";
import { isLetIn } from "./insert-placement.js";
import { recordFailure } from "./missed.js";
import { insertAttempt, namedColumns, type RowInsert, rowInsertFor } from "./new-row.js";
import type { Steps } from "./steps.js";
import { accessTo, writableColumns } from "./target.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

export const insertProtected: TableAttack = {
  id: "insert/protected",
  command: "insert",
  tries: "inserts a value into each protected column",
  applies: isLetIn,
  *attempts(visit) {
    const { context, target, base, actor } = visit;
    const access = accessTo(target, actor.role, "insert");
    const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
    if (access === undefined || access.rows.kind === "none" || rowInsert === undefined) return;
    const may = writableColumns(base, access);
    const own = namedColumns(visit, rowInsert);
    for (const column of writableColumns(base, undefined).filter((name) => !may.includes(name))) {
      for (const value of valuesFor(visit, rowInsert, column)) yield* insertValue(visit, own, column, value);
    }
  },
};

function valuesFor(visit: TableVisit, rowInsert: RowInsert, column: string): readonly string[] {
  const { context, base } = visit;
  const value = context.seeded.otherValues(base, column, null)[0] ?? rowInsert.values[column];
  const nothing = canBeEmptied(visit, column) ? [`null::${columnType(base, column)}`] : [];
  return [...(value === undefined ? [] : [value]), ...nothing];
}

function* insertValue(visit: TableVisit, own: RowInsert, column: string, value: string): Steps<void> {
  const { context, target, actor } = visit;
  const attempt = insertAttempt(visit, { ...own, values: { ...own.values, [column]: value } });
  const write: Write = { attack: insertProtected, command: "insert", attempt };
  const result = yield* tryWrite(context, target, write);
  // A trigger replaced the null, so this value is not what the actor wrote.
  const isKept = !value.startsWith("null::") || result.changes.inserted.every((row) => row[column] === null);
  yield* judgeWrite({ context, target, write }, result, isKept ? [column] : []);
  recordFailure({ context, target, write }, result.error, {
    actor: actor.standsFor.own,
    subject: `column ${column}`,
    expected: false,
    optional: true,
  });
}

/** Whether null differs from the column's default, and a trigger or a policy compares the column. */
function canBeEmptied({ context, base }: TableVisit, column: string): boolean {
  const found = base.columns.find(({ name }) => name === column);
  return found?.default != null && isGuarded(context, base, column, "insert");
}
