import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { updateOf } from "./assignment.js";
import { withoutUnchanged } from "./changed-rows.js";
import { asReplica } from "./clearing.js";
import { columnType, keyCondition, rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { isGuarded } from "./guard.js";
import { recordFailure } from "./missed.js";
import { placingColumns } from "./placements.js";
import type { Steps } from "./steps.js";
import { accessTo, keyColumns, type Target, writableColumns } from "./target.js";
import type { TargetRow } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judge } from "./written-rows.js";

/** Each column that the contract withholds, on a row of their own. */
export function* writeProtected(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  own: TargetRow,
): Steps<void> {
  const access = accessTo(target, actor.role, "update");
  if (access === undefined || access.rows.kind === "none") return;
  const may = writableColumns(base, access);
  const ids = [...keyColumns(base), ...placingColumns(context, target, base)];
  const withheld = writableColumns(base, undefined)
    .filter((name) => !may.includes(name))
    // What means something comes first, so that it is told first.
    .toSorted((left, right) => Number(ids.includes(left)) - Number(ids.includes(right)));
  for (const column of withheld) {
    for (const { setup, value } of valuesAgainst(context, base, column, own.row)) {
      const statements = [updateOf(target, { [column]: value }, keyCondition(target, [own.row.row]))];
      const attempt = { actor, setup, statements };
      yield* writeValue(context, target, { attack: "update/protected", command: "update", attempt }, column);
    }
  }
}

function* writeValue(context: AttackContext, target: Target, one: Write, column: string): Steps<void> {
  const effect = withoutUnchanged(yield* tryWrite(context, target, one));
  yield* judge(context, target, one, effect, [column]);
  recordFailure(context, target, one, effect.error, {
    actor: one.attempt.actor.standsFor.own,
    subject: `column ${column}`,
    expected: false,
    what: "",
    optional: true,
  });
}

interface Value {
  /** What the tables' owner makes of the row before. */
  readonly setup: readonly string[];
  readonly value: string;
}

/** Two other values; and, where something may compare it, null in the place of a value and a value in the place of null. */
function valuesAgainst(
  context: AttackContext,
  base: Relation,
  column: string,
  { row }: SeededRow,
): readonly Value[] {
  const held = row[column] ?? null;
  const others = context.seeded.otherValues(base, column, held).slice(0, 2);
  const plain = others.map((value): Value => ({ setup: [], value }));
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
