import type { Relation, Routine } from "../../catalog/facts.js";
import { objectOf } from "../../sql/object-name.js";
import { keyOf } from "../../sql/relation-key.js";
import { displayName, identifier } from "../../sql/sql.js";
import type { AttackContext } from "../context.js";
import type { Attempt, TextRow } from "../session.js";
import { type Changes, compareStates, sameRow, stateOf, stateQuery } from "../state.js";
import { lookAsOwner, type Steps } from "../steps.js";
import { accessTo, type Target, writableColumns } from "../target.js";
import { watchedRows } from "../write.js";
import { type Declaration, isReached } from "./declaration.js";
import { judgeInserted } from "./inserted.js";
import { isOwned } from "./owned.js";
import { record, type Written } from "./written.js";

/** Holds what a call changed of others' rows, and of their own what the contract withholds, against the contract. */
export function* judgeChanges(
  context: AttackContext,
  routine: Routine,
  attempt: Attempt,
  declaration: Declaration,
  tables: readonly Relation[],
): Steps<void> {
  const judged = tables.filter((one) => !isReached(context, declaration, one));
  if (judged.length === 0) return;
  const { results } = yield* lookAsOwner(judged.map((one) => stateQuery(one, watchedRows(context, one))));
  for (const [at, base] of judged.entries()) {
    const before = context.states.get(keyOf(base)) ?? [];
    const changes = compareStates(base, before, stateOf(results[at]?.rows ?? []));
    const written = { context, routine, attempt, base, changes };
    const target = context.targetOf(base);
    const bySide = isBySide(context, routine, base, tables);
    if (target?.table === undefined) {
      if (!bySide && isOwned(context, base)) judgeUnnamed(written);
      continue;
    }
    yield* judgeTouched(written, target);
    if (!bySide) yield* judgeInserted(written, target);
  }
}

/** Whether it is a trigger of another table that writes to this one, as it does for whoever writes there without the routine. */
function isBySide(
  context: AttackContext,
  routine: Routine,
  base: Relation,
  tables: readonly Relation[],
): boolean {
  const others = tables.filter((one) => one !== base && one.triggers.length > 0);
  const written = others.some((one) => context.mentions.writtenWith(one).includes(base));
  return written && !(routine.definition ?? "").includes(base.name);
}

function ownerIn({ context, base }: Written, row: TextRow): string | undefined {
  const rows = context.under.get(keyOf(base)) ?? context.rowsOf(base);
  return rows.find((seeded) => sameRow(base, seeded.row, row))?.person;
}

/** Rows that were there before, with what became of them. */
function touchedBy({ deleted, updated }: Changes) {
  return [
    ...deleted.map((row) => ({ row, verb: "deletes", command: "delete" as const })),
    ...updated.map(({ before }) => ({ row: before, verb: "changes", command: "update" as const })),
  ];
}

/** Of a table that the contract does not name, nobody's rows but their own are the actor's to change. */
function judgeUnnamed(written: Written): void {
  const { base, attempt, changes } = written;
  for (const { row, verb } of touchedBy(changes)) {
    const owner = ownerIn(written, row);
    if (owner === undefined || owner === "nobody" || owner === attempt.actor.person) continue;
    record(written, {
      attack: "execute/change",
      subject: verb,
      what: `${verb} another user's row of table ${displayName(base.schema, base.name)}, which the contract does not name`,
    });
  }
}

function* judgeTouched(written: Written, target: Target): Steps<void> {
  const { context, base, attempt, changes } = written;
  const { actor } = attempt;
  if (target.table === undefined) return;
  for (const { row, verb, command } of touchedBy(changes)) {
    const [may] = yield* context.reach.among(actor, target.table, base, command, [row]);
    const owner = ownerIn(written, row);
    if (may === true || owner === undefined || owner === actor.person) continue;
    const what = `${verb} another user's row of ${objectOf(target.object)}`;
    record(written, { attack: "execute/change", subject: verb, what });
  }
  judgeColumns(written, target);
}

/** A column of one's own row that the contract withholds. */
function judgeColumns(written: Written, target: Target): void {
  const { base, attempt, changes } = written;
  const access = accessTo(target, attempt.actor.role, "update");
  const writable = access?.rows.kind === "none" ? [] : writableColumns(base, access);
  for (const { before, after } of changes.updated) {
    if (ownerIn(written, before) !== attempt.actor.person) continue;
    const column = writableColumns(base, undefined).find(
      (name) => before[name] !== after[name] && !writable.includes(name),
    );
    if (column === undefined) continue;
    record(written, {
      attack: "execute/protected",
      subject: `column ${column}`,
      what: `lets them write ${identifier(column).text} of their row of ${objectOf(target.object)}, which the contract withholds`,
    });
  }
}
