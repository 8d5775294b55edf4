import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { asReplica } from "./clearing.js";
import { rowsCondition } from "./conditions.js";
import type { RowChange } from "./row-change.js";
import { askOwner, type Steps } from "./steps.js";
import type { WriteResult } from "./write.js";

/**
 * Ways to write a value into these rows: normally; without triggers, which can refuse it; and only into the first row of each
 * person, if the other rows prevent it.
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

/** The setup of a change that the tables accept; undefined if they accept none. */
export function* feasible({ setups }: RowChange): Steps<readonly string[] | undefined> {
  for (const setup of setups) {
    const { error } = yield* askOwner([...setup, "set constraints all immediate"]);
    if (error === null) return setup;
  }
  return undefined;
}

/**
 * What a write did to rows that a setup changed first. The setup runs twice, once to read the rows and once for the attempt, and
 * the physical position of the rows differs each time.
 */
export function withoutUnchanged(result: WriteResult): WriteResult {
  const isChanged = ({ before, after }: WriteResult["changes"]["updated"][number]) =>
    Object.keys(before).some((column) => before[column] !== after[column]);
  return {
    ...result,
    changes: { ...result.changes, updated: result.changes.updated.filter(isChanged) },
  };
}
