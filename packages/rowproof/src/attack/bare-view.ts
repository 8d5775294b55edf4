import { breachOf } from "../judge/breach.js";
import { victim } from "../seed/test-users.js";
import { objectOf } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { Attempt } from "./session.js";
import { askOwner, type Steps, send } from "./steps.js";
import type { Target } from "./target.js";

/**
 * A view that shows no value by which a row is known: a mood, a flag, a sum. It is read with the victim's rows and
 * without them: where rows of the view go with them it shows them one by one, and where only what stands in a row
 * changes, it sums them up.
 */
export function* readBareView(
  context: AttackContext,
  view: Target,
  attempt: Attempt,
  came: number,
  reason: string,
): Steps<void> {
  const { actor } = attempt;
  const without = yield* send({ ...attempt, setup: withoutVictim(context, view) });
  const there = yield* askOwner([
    `select 1 from ${identifier(view.relation.schema, view.relation.name).text} limit 1`,
  ]);
  const empty = came === 0 && (there.results[0]?.rows.length ?? 0) === 0;
  const decided = !empty && without !== "setup" && without.error === null;
  const left = without === "setup" ? came : (without.results[0]?.rows.length ?? came);
  for (const actorName of new Set([actor.standsFor.own, actor.standsFor.others])) {
    const shown = decided && left < came && actorName === actor.standsFor.others;
    context.observed.record({
      object: view.object,
      actor: actorName,
      command: "select",
      subject: "rows without a name",
      expected: false,
      result: !decided ? "undecided" : shown ? "reached" : "missed",
      said: decided ? undefined : reason,
      breach: () =>
        breachOf(context, view, attempt, {
          attack: "select/bare-view",
          command: "select",
          what: `${actor.name} (${actor.role}) can select rows of ${objectOf(view.object)} that are there only because of another user's`,
        }),
    });
  }
}

/** The victim's rows taken out of every table that the view may read; keys and triggers are not asked. */
function withoutVictim(context: AttackContext, view: Target): readonly string[] {
  const read = context.mentions.of(view.relation);
  const tables = context.catalog.relations.filter(
    (one) => read.has(keyOf(one)) && keyOf(one) !== keyOf(view.relation),
  );
  const deletions = tables.flatMap((table) => {
    const rows = context.seeded.rows.filter(
      (row) => row.person === victim && keyOf(row.table) === keyOf(table),
    );
    const only = rowsCondition(
      table,
      rows.map(({ row }) => row),
    );
    return only === undefined
      ? []
      : [`delete from ${identifier(table.schema, table.name).text} where ${only}`];
  });
  return ["set local session_replication_role = replica", ...deletions];
}

/** Whether a view is to be read so. */
export function isBare(target: Target, actor: Actor, targetRows: number): boolean {
  return target.base === undefined && targetRows === 0 && actor.oddity === undefined;
}
