import { victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier } from "../sql/sql.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import { rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { emptyReason } from "./empty-reason.js";
import type { ReadResult } from "./read-result.js";
import { isBareView } from "./read-rows.js";
import { askOwner, type Steps, send } from "./steps.js";
import type { Target } from "./target.js";

/**
 * A view may show no value that identifies a row: a mood, a flag, a sum. It is read with and without the victim's rows. If the
 * view then has fewer rows, it shows single rows of the victim; if only values change, it aggregates them.
 */
export const selectBareView: RelationAttack = {
  id: "select/bare-view",
  command: "select",
  tries: "reads a view that shows no identifying value, with and without another user's rows",
  applies: isBareView,
  *attempts(visit) {
    if (visit.read === undefined) return;
    const left = yield* rowsLeft(visit, visit.read);
    const came = visit.read.outcome.results[0]?.rows.length ?? 0;
    const { own, others } = visit.actor.standsFor;
    for (const actorName of new Set([own, others])) {
      const isShown = left !== undefined && left < came && actorName === others;
      recordDerived(visit, visit.read, actorName, left === undefined ? undefined : isShown);
    }
  },
};

/** How many rows the view shows without the victim's rows; undefined if it shows no rows, or if this cannot be tried. */
function* rowsLeft(
  { context, target }: RelationVisit,
  { attempt, outcome }: ReadResult,
): Steps<number | undefined> {
  const came = outcome.results[0]?.rows.length ?? 0;
  const without = yield* send({ ...attempt, setup: withoutVictim(context, target) });
  const name = identifier(target.relation.schema, target.relation.name).text;
  const there = yield* askOwner([`select 1 from ${name} limit 1`]);
  const isEmpty = came === 0 && (there.results[0]?.rows.length ?? 0) === 0;
  if (isEmpty || without === "setup" || without.error !== null) return undefined;
  return without.results[0]?.rows.length ?? came;
}

/** @param isShown undefined if nothing is decided */
function recordDerived(
  { context, target }: RelationVisit,
  { attempt }: ReadResult,
  actorName: string,
  isShown: boolean | undefined,
): void {
  const { object } = target;
  context.observed.record({
    object,
    actor: actorName,
    command: "select",
    subject: "rows without a name",
    expected: false,
    result: isShown === undefined ? "undecided" : isShown ? "reached" : "missed",
    said: isShown === undefined ? emptyReason(context, target) : undefined,
    evidence: () => ({
      context,
      attack: selectBareView,
      attempt,
      effect: { kind: "read", object, read: { what: "derived rows" } },
      on: target,
    }),
  });
}

/** Deletes the victim's rows from every table that the view may read, without keys and triggers. */
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
