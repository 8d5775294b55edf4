import type { Relation } from "../catalog/facts.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { TextRow } from "./session.js";
import { keyColumns } from "./target.js";

/** The physical position of a row. It changes with every write, even if the values stay the same. */
const place = "rowproof place";

/** A row of a table, with its physical position. */
interface StoredRow {
  readonly at: string;
  readonly row: TextRow;
}

/** The rows of a table, or those that are watched. */
export type State = readonly StoredRow[];

/** How a table's rows changed. */
export interface Changes {
  readonly inserted: readonly TextRow[];
  readonly updated: readonly { readonly before: TextRow; readonly after: TextRow }[];
  readonly deleted: readonly TextRow[];
}

/**
 * The query for a table's rows, by its owner.
 * @param only a condition, if not every row is read
 */
export function stateQuery({ schema, name, columns }: Relation, only?: string): string {
  const texts = columns.map(
    (column) => sql`${identifier("t", column.name)}::text as ${identifier(column.name)}`.text,
  );
  const list = [`t.tableoid::text || t.ctid::text as ${identifier(place).text}`, ...texts].join(", ");
  const where = only === undefined ? "" : ` where ${only}`;
  return sql`select ${raw(list)} from ${identifier(schema, name)} as t${raw(where)}`.text;
}

export function stateOf(rows: readonly TextRow[]): State {
  return rows.map(({ [place]: at, ...row }) => ({ at: at ?? "", row }));
}

/** Compares two states of a table. An updated row is paired with its new version by its key, if it has one. */
export function compareStates(relation: Relation, before: State, after: State): Changes {
  const stayed = new Set(after.map(({ at }) => at));
  const old = new Set(before.map(({ at }) => at));
  const gone = before.filter(({ at }) => !stayed.has(at)).map(({ row }) => row);
  const come = after.filter(({ at }) => !old.has(at)).map(({ row }) => row);
  if (gone.length === 0) return { inserted: come, updated: [], deleted: [] };
  const pairs = pair(keyColumns(relation), gone, come);
  const paired = new Set(pairs.flatMap(({ before: left, after: right }) => [left, right]));
  return {
    inserted: come.filter((row) => !paired.has(row)),
    updated: pairs,
    deleted: gone.filter((row) => !paired.has(row)),
  };
}

/** Pairs rows by key. The rest is paired in physical order, if as many rows disappeared as appeared. */
function pair(
  key: readonly string[],
  gone: readonly TextRow[],
  come: readonly TextRow[],
): Changes["updated"] {
  const keyOf = (row: TextRow) => JSON.stringify(key.map((column) => row[column]));
  const byKey = new Map(key.length === 0 ? [] : come.map((row) => [keyOf(row), row]));
  const matched = gone.flatMap((before) => {
    const after = byKey.get(keyOf(before));
    return after === undefined ? [] : [{ before, after }];
  });
  const done = new Set(matched.flatMap(({ before, after }) => [before, after]));
  const left = gone.filter((row) => !done.has(row));
  const right = come.filter((row) => !done.has(row));
  if (left.length !== right.length) return matched;
  return [
    ...matched,
    ...left.flatMap((before, at) => (right[at] === undefined ? [] : [{ before, after: right[at] }])),
  ];
}

/** Whether two rows of a table have the same key, or are equal in every column if it has none. */
export function sameRow(relation: Relation, left: TextRow, right: TextRow): boolean {
  const key = keyColumns(relation);
  const columns = key.length > 0 ? key : relation.columns.map(({ name }) => name);
  return columns.every((column) => left[column] === right[column]);
}
