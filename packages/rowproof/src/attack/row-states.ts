import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { keyOf } from "../sql/relation-key.js";
import { rowsAfter } from "./allowance.js";
import type { TableVisit } from "./attack.js";
import { changeOf, feasible } from "./changed-rows.js";
import { spokenColumns, wordsOf } from "./condition-words.js";
import { rowsCondition } from "./conditions.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import type { RowState, RowStates } from "./visit-findings.js";

/** At most this many columns of one table are used. */
const most = 3;

/** Whether the states of own rows are tried: under the table's own name, as its owner. */
export function hasStates({ target, base, actor }: TableVisit): boolean {
  return (
    base === target.relation &&
    actor.oddity === undefined &&
    target.standing === "named" &&
    actor.standsFor.own === "owner"
  );
}

/** The columns in the conditions of policies and the contract, with the values that these distinguish. */
export function stateColumns({ context, target, base }: TableVisit): ReturnType<typeof spokenColumns> {
  return spokenColumns(context, base, wordsOf(context, target)).slice(0, most);
}

/** The states of the actor's own row, computed once for each visit; undefined if they have no row. */
export function* statesOf(visit: TableVisit): Steps<RowStates | undefined> {
  if (visit.states !== undefined) return visit.states;
  const { context, base, actor } = visit;
  const own = context.under.get(keyOf(base))?.find(({ person }) => person === actor.person);
  if (own === undefined) return undefined;
  const fromNow = stateColumns(visit).map(({ column, values }) =>
    values.flatMap((value) => changeOf(base, [own], column.name, value) ?? []),
  );
  const states: RowState[] = [];
  for (const changes of fromNow) {
    for (const change of changes) {
      const setup = yield* feasible(change);
      if (setup === undefined) continue;
      const row = yield* changedRow(base, own, setup);
      states.push({ own, change, setup, row, others: changes.filter((one) => one !== change) });
    }
  }
  visit.states = { own, fromNow, states };
  return visit.states;
}

function* changedRow(base: Relation, { row }: SeededRow, setup: readonly string[]): Steps<TextRow> {
  const [changed] = yield* rowsAfter(base, setup, rowsCondition(base, [row]) ?? "false");
  return changed ?? row;
}
