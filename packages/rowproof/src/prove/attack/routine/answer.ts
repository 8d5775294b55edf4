import type { Routine } from "../../../catalog/facts.js";
import { nameOf } from "../../breach.js";
import type { PlantedRow } from "../../plant/planted.js";
import type { Scene } from "../../scene.js";
import type { Attempt, Outcome } from "../../session.js";
import { spilt } from "../scan.js";
import { recordBreach } from "./breach.js";
import { type Declaration, isReached } from "./declaration.js";

/** Looks for others' rows in what a call returns, or says in its error. */
export async function judgeAnswer(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  declaration: Declaration,
  outcome: Outcome,
): Promise<void> {
  const isMeant = ({ table }: PlantedRow) => isReached(scene, declaration, table);
  const [row] = await spilt(scene, attempt.caller, attempt.statements, outcome, isMeant);
  if (row === undefined) return;
  const by = outcome.error === null ? "returns" : `quotes in its error (${outcome.error.sqlstate})`;
  recordBreach(scene, routine, attempt, {
    attack: "execute/answer",
    subject: "shows",
    what: `${by} another user's row of ${nameOf({ ...row.table, kind: "table" })}`,
    table: row.table,
    error: outcome.error,
  });
}
