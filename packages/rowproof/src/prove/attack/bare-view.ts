import { identifier } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import { victim } from "../cast.js";
import type { Scene } from "../scene.js";
import type { Attempt } from "../session.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import { rowsCondition } from "./conditions.js";

/**
 * A view that shows no value by which a row is known: a mood, a flag, a sum. It is read with the victim's rows and
 * without them: where rows of the view go with them it shows them one by one, and where only what stands in a row
 * changes, it sums them up.
 */
export async function readBareView(
  scene: Scene,
  view: Target,
  attempt: Attempt,
  came: number,
  reason: string,
): Promise<void> {
  const { caller } = attempt;
  const without = await scene.session.attempt({ ...attempt, setup: withoutVictim(scene, view) });
  const there = await scene.session.ask([
    `select 1 from ${identifier(view.relation.schema, view.relation.name).text} limit 1`,
  ]);
  const empty = came === 0 && (there.results[0]?.rows.length ?? 0) === 0;
  const decided = !empty && without !== "setup" && without.error === null;
  const left = without === "setup" ? came : (without.results[0]?.rows.length ?? came);
  for (const actor of new Set([caller.actors.own, caller.actors.others])) {
    const shown = decided && left < came && actor === caller.actors.others;
    scene.ledger.record({
      object: view.object,
      actor,
      command: "select",
      subject: "rows without a name",
      expected: false,
      result: !decided ? "undecided" : shown ? "reached" : "missed",
      said: decided ? undefined : reason,
      breach: () =>
        breachOf(scene, view, attempt, {
          attack: "select/bare-view",
          command: "select",
          what: `${caller.name} (${caller.role}) can select rows of ${nameOf(view.object)} that are there only because of another user's`,
        }),
    });
  }
}

/** The victim's rows taken out of every table that the view may read; keys and triggers are not asked. */
function withoutVictim(scene: Scene, view: Target): readonly string[] {
  const read = scene.mentions.of(view.relation);
  const tables = scene.catalog.relations.filter(
    (one) => read.has(keyOf(one)) && keyOf(one) !== keyOf(view.relation),
  );
  const deletions = tables.flatMap((table) => {
    const rows = scene.planted.rows.filter(
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
export function isBare(target: Target, caller: Caller, aims: number): boolean {
  return target.base === undefined && aims === 0 && caller.oddity === undefined;
}
