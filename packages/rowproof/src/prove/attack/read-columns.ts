import { identifier, sql } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import type { Attempt, Outcome } from "../session.js";
import type { Target } from "../target.js";
import type { Aim } from "./aims.js";
import { sendReading } from "./scan.js";

/** The whole row was refused: each column by itself, as a column grant may give it. */
export async function readColumns(
  scene: Scene,
  target: Target,
  caller: Caller,
  aims: readonly Aim[],
): Promise<void> {
  const { relation } = target;
  if (!scene.privileges(target, caller.role).has("select")) return;
  const name = identifier(relation.schema, relation.name);
  for (const column of relation.columns) {
    const attempt = { caller, statements: [sql`select ${identifier(column.name)} from ${name}`.text] };
    const outcome = await sendReading(scene, target, attempt, "select/column");
    recordColumn(scene, target, attempt, outcome, column.name, aims);
  }
}

/** A column that comes for rows that are not theirs is a leak, whether or not its values are told apart. */
function recordColumn(
  scene: Scene,
  target: Target,
  attempt: Attempt,
  { error, results }: Outcome,
  column: string,
  aims: readonly Aim[],
): void {
  const { caller } = attempt;
  const came = results[0]?.rows.length ?? 0;
  const may = aims.filter(({ expected }) => expected).length;
  // Of a view that the contract does not name, only what it shows tells whose rows it reads.
  if (error !== null || came <= may || target.base === undefined) return;
  const own = aims.filter(({ actor }) => actor === caller.actors.own);
  const what = `${caller.name} (${caller.role}) can select column ${identifier(column).text} of ${nameOf(target.object)}`;
  const actors = [
    ...(came > own.length ? [caller.actors.others] : []),
    ...(own.length > 0 && own.every(({ expected }) => !expected) ? [caller.actors.own] : []),
  ];
  for (const actor of actors) {
    scene.ledger.record({
      object: target.object,
      actor,
      command: "select",
      subject: `column ${column}`,
      expected: false,
      result: "reached",
      breach: () => breachOf(scene, target, attempt, { attack: "select/column", command: "select", what }),
    });
  }
}
