import type { SeededRow } from "../seed/seeded.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { updateOf } from "./assignment.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { withoutUnchanged } from "./changed-rows.js";
import { asReplica } from "./clearing.js";
import { columnType, keyCondition, rowsCondition } from "./conditions.js";
import { isGuarded } from "./guard.js";
import { recordFailure } from "./missed.js";
import { placingColumns } from "./placements.js";
import type { Attempt } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, keyColumns, writableColumns } from "./target.js";
import { ownRow } from "./update-placement.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

export const updateProtected: TableAttack = {
  id: "update/protected",
  command: "update",
  tries: "writes each protected column, in a row of the actor's own",
  applies: (visit) => ownRow(visit) !== undefined,
  *attempts(visit) {
    const { target, actor } = visit;
    const own = ownRow(visit);
    const access = accessTo(target, actor.role, "update");
    if (own === undefined || access === undefined || access.rows.kind === "none") return;
    for (const column of withheldColumns(visit, writableColumns(visit.base, access))) {
      for (const { setup, value } of valuesAgainst(visit, column, own.row)) {
        const text = updateOf(target, { [column]: value }, keyCondition(target, [own.row.row]));
        yield* writeValue(visit, column, { actor, setup, statements: [text] });
      }
    }
  },
};

/** Ordinary columns come first, keys and owner columns last. */
function withheldColumns(visit: TableVisit, may: readonly string[]): readonly string[] {
  const { context, target, base } = visit;
  const ids = [...keyColumns(base), ...placingColumns(context, target, base)];
  return writableColumns(base, undefined)
    .filter((name) => !may.includes(name))
    .toSorted((left, right) => Number(ids.includes(left)) - Number(ids.includes(right)));
}

function* writeValue({ context, target }: TableVisit, column: string, attempt: Attempt): Steps<void> {
  const write: Write = { attack: updateProtected, command: "update", attempt };
  const result = withoutUnchanged(yield* tryWrite(context, target, write));
  yield* judgeWrite({ context, target, write }, result, [column]);
  recordFailure({ context, target, write }, result.error, {
    actor: attempt.actor.standsFor.own,
    subject: `column ${column}`,
    expected: false,
    optional: true,
  });
}

interface ValueToWrite {
  /** What the tables' owner changes in the row first. */
  readonly setup: readonly string[];
  readonly value: string;
}

/** Two other values. If a trigger or a policy may compare the column, also null instead of a value, and a value instead of null. */
function valuesAgainst(
  { context, base }: TableVisit,
  column: string,
  { row }: SeededRow,
): readonly ValueToWrite[] {
  const held = row[column] ?? null;
  const others = context.seeded.otherValues(base, column, held).slice(0, 2);
  const plain = others.map((value): ValueToWrite => ({ setup: [], value }));
  const [first] = others;
  const only = rowsCondition(base, [row]);
  if (held === null || only === undefined || !isGuarded(context, base, column, "update")) return plain;
  const nothing = `null::${columnType(base, column)}`;
  const table = identifier(base.schema, base.name);
  const empty = sql`update ${table} set ${identifier(column)} = null where ${raw(only)}`.text;
  return [
    ...plain,
    { setup: [], value: nothing },
    ...(first === undefined ? [] : [{ setup: asReplica([empty]), value: first }]),
  ];
}
