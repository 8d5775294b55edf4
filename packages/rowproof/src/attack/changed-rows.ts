import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { asReplica } from "./clearing.js";
import { rowsCondition } from "./conditions.js";
import type { RowChange } from "./row-change.js";
import { askOwner, type Steps } from "./steps.js";
import type { WriteResult } from "./write.js";

/**
 * A value in these rows: as whoever may would write it; past triggers that refuse it; and in the first row of each person
 * where the others stand in the way.
 */
export function changeOf(
  table: Relation,
  rows: readonly SeededRow[],
  column: string,
  value: string,
): RowChange | undefined {
  const all = rows.map(({ row }) => row);
  const first = rows.filter(({ person }, at) => rows.findIndex((one) => one.person === person) === at);
  const only = rowsCondition(table, all);
  const one = rowsCondition(
    table,
    first.map(({ row }) => row),
  );
  if (only === undefined || one === undefined) return undefined;
  const name = identifier(table.schema, table.name);
  const set = (where: string) =>
    sql`update ${name} set ${identifier(column)} = ${raw(value)} where ${raw(where)}`.text;
  const rest = sql`delete from ${name} where ${raw(only)} and not (${raw(one)})`.text;
  const alone = first.length < rows.length ? [asReplica([rest, set(one)])] : [];
  return { table, column, value, setups: [[set(only)], asReplica([set(only)]), ...alone] };
}

/** The setup of a change that the tables take; undefined where none does. */
export function* feasible({ setups }: RowChange): Steps<readonly string[] | undefined> {
  for (const setup of setups) {
    const { error } = yield* askOwner([...setup, "set constraints all immediate"]);
    if (error === null) return setup;
  }
  return undefined;
}

/**
 * What a write did to rows that a setup had changed before it: the setup runs once for the rows as they are then and once
 * for the attempt, and leaves them in another place each time.
 */
export function withoutUnchanged(result: WriteResult): WriteResult {
  const isChanged = ({ before, after }: WriteResult["changes"]["updated"][number]) =>
    Object.keys(before).some((column) => before[column] !== after[column]);
  return {
    ...result,
    changes: { ...result.changes, updated: result.changes.updated.filter(isChanged) },
  };
}
