import { breachOf } from "../judge/breach.js";
import { objectOf } from "../sql/object-name.js";
import { identifier, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import { sendReading } from "./leaked-rows.js";
import type { Attempt, Outcome } from "./session.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import type { TargetRow } from "./target-rows.js";

/** The whole row was refused: each column by itself, as a column grant may give it. */
export function* readColumns(
  context: AttackContext,
  target: Target,
  actor: Actor,
  targetRows: readonly TargetRow[],
): Steps<void> {
  const { relation } = target;
  if (!context.privileges(target, actor.role).has("select")) return;
  const name = identifier(relation.schema, relation.name);
  for (const column of relation.columns) {
    const attempt = { actor, statements: [sql`select ${identifier(column.name)} from ${name}`.text] };
    const outcome = yield* sendReading(context, target, attempt, "select/column");
    recordColumn(context, target, attempt, outcome, column.name, targetRows);
  }
}

/** A column that comes for rows that are not theirs is a leak, whether or not its values are told apart. */
function recordColumn(
  context: AttackContext,
  target: Target,
  attempt: Attempt,
  { error, results }: Outcome,
  column: string,
  targetRows: readonly TargetRow[],
): void {
  const { actor } = attempt;
  const came = results[0]?.rows.length ?? 0;
  const may = targetRows.filter(({ expected }) => expected).length;
  // Of a view that the contract does not name, only what it shows tells whose rows it reads.
  if (error !== null || came <= may || target.base === undefined) return;
  const own = targetRows.filter(({ actor: actorName }) => actorName === actor.standsFor.own);
  const what = `${actor.name} (${actor.role}) can select column ${identifier(column).text} of ${objectOf(target.object)}`;
  const actors = [
    ...(came > own.length ? [actor.standsFor.others] : []),
    ...(own.length > 0 && own.every(({ expected }) => !expected) ? [actor.standsFor.own] : []),
  ];
  for (const actorName of actors) {
    context.observed.record({
      object: target.object,
      actor: actorName,
      command: "select",
      subject: `column ${column}`,
      expected: false,
      result: "reached",
      breach: () => breachOf(context, target, attempt, { attack: "select/column", command: "select", what }),
    });
  }
}
