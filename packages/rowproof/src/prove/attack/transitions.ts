import { identifier } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { accessTo, type Target, writableColumns } from "../target.js";
import { allowedAfter } from "./allowance.js";
import { updateOf } from "./assignment.js";
import { type Change, withoutUnchanged } from "./changed-rows.js";
import { keyCondition } from "./conditions.js";
import { judge } from "./judge.js";
import { subjectOf } from "./trial.js";
import { tryWrite, type Write } from "./write.js";

/** Brings the row from the state that it is in into others. */
export async function leave(
  scene: Scene,
  target: Target,
  caller: Caller,
  {
    row,
    setup,
    changes,
  }: { readonly row: PlantedRow; readonly setup: readonly string[]; readonly changes: readonly Change[] },
): Promise<void> {
  const writable = writableColumns(target.relation, accessTo(target, caller.role, "update"));
  for (const change of changes.filter(({ column }) => writable.includes(column))) {
    const set = { [change.column]: change.value };
    const statements = [updateOf(target, set, keyCondition(target, [row.row]))];
    const write: Write = {
      attack: "update/into-state",
      command: "update",
      attempt: { caller, setup, statements },
    };
    await enter(scene, target, write, change);
  }
}

/** A row that was theirs to change and stays theirs, in a state in which the contract would not let them change it. */
async function enter(scene: Scene, target: Target, write: Write, change: Change): Promise<void> {
  const { caller, setup = [] } = write.attempt;
  const effect = withoutUnchanged(await tryWrite(scene, target, write));
  const allowed = (rows: readonly TextRow[]) =>
    allowedAfter(scene, target, caller, "update", { setup, rows });
  const [pair] = effect.changes.updated;
  const [before] = pair === undefined ? [] : await allowed([pair.before]);
  const [after] = pair === undefined ? [] : await allowed([pair.after]);
  if (before !== true || after === true) {
    await judge(scene, target, write, effect);
    return;
  }
  const { column, value } = change;
  scene.ledger.record({
    object: target.object,
    actor: caller.actors.own,
    command: "update",
    subject: `into ${subjectOf(change, "")}`,
    expected: false,
    result: "reached",
    breach: () =>
      breachOf(scene, target, write.attempt, {
        attack: write.attack,
        command: "update",
        what: `${caller.name} (${caller.role}) can set ${identifier(column).text} of a row of their own to ${value} in ${nameOf(target.object)}`,
        why: "the contract does not let such a row be written, and the policy asks it of the old row only",
        mend: "rowproof plan writes the condition for the new row too",
      }),
  });
}
