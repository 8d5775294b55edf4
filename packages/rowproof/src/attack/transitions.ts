import { breachOf } from "../judge/breach.js";
import type { SeededRow } from "../seed/seeded.js";
import { objectOf } from "../sql/object-name.js";
import { identifier } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { allowedAfter } from "./allowance.js";
import { updateOf } from "./assignment.js";
import { subjectOf } from "./changed-row-write.js";
import { type Change, withoutUnchanged } from "./changed-rows.js";
import { keyCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target, writableColumns } from "./target.js";
import { tryWrite, type Write } from "./write.js";
import { judge } from "./written-rows.js";

/** Brings the row from the state that it is in into others. */
export function* leave(
  context: AttackContext,
  target: Target,
  actor: Actor,
  {
    row,
    setup,
    changes,
  }: { readonly row: SeededRow; readonly setup: readonly string[]; readonly changes: readonly Change[] },
): Steps<void> {
  const writable = writableColumns(target.relation, accessTo(target, actor.role, "update"));
  for (const change of changes.filter(({ column }) => writable.includes(column))) {
    const set = { [change.column]: change.value };
    const statements = [updateOf(target, set, keyCondition(target, [row.row]))];
    const write: Write = {
      attack: "update/into-state",
      command: "update",
      attempt: { actor, setup, statements },
    };
    yield* enter(context, target, write, change);
  }
}

/** A row that was theirs to change and stays theirs, in a state in which the contract would not let them change it. */
function* enter(context: AttackContext, target: Target, write: Write, change: Change): Steps<void> {
  const { actor, setup = [] } = write.attempt;
  const effect = withoutUnchanged(yield* tryWrite(context, target, write));
  const allowed = (rows: readonly TextRow[]) =>
    allowedAfter(context, target, actor, "update", { setup, rows });
  const [pair] = effect.changes.updated;
  const [before] = pair === undefined ? [] : yield* allowed([pair.before]);
  const [after] = pair === undefined ? [] : yield* allowed([pair.after]);
  if (before !== true || after === true) {
    yield* judge(context, target, write, effect);
    return;
  }
  const { column, value } = change;
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.own,
    command: "update",
    subject: `into ${subjectOf(change, "")}`,
    expected: false,
    result: "reached",
    breach: () =>
      breachOf(context, target, write.attempt, {
        attack: write.attack,
        command: "update",
        what: `${actor.name} (${actor.role}) can set ${identifier(column).text} of a row of their own to ${value} in ${objectOf(target.object)}`,
        why: "the contract does not let such a row be written, and the policy asks it of the old row only",
        fix: "rowproof plan writes the condition for the new row too",
      }),
  });
}
