import type { Relation } from "../catalog/facts.js";
import type { NewRow } from "../seed/seeded.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { RelationVisit, TableVisit } from "./attack.js";
import { clearingOf } from "./clearing.js";
import { rowsCondition, typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { Attempt, TextRow } from "./session.js";
import { accessTo, type Target, writableColumns } from "./target.js";

/** A row to insert, with the setup that makes room for it: if a person can have only one row, the setup deletes that row. */
export interface RowInsert {
  readonly setup: readonly string[];
  readonly values: NewRow;
}

export function rowInsertFor(
  context: AttackContext,
  base: Relation,
  person: string,
  round = 0,
): RowInsert | undefined {
  const values = context.seeded.newRow(base, person, round) ?? reseeded(context, base, person);
  if (values === undefined) return undefined;
  return { values, setup: makeRoom(context, base, values) };
}

/** If no other row can be generated, an existing row is deleted and inserted again. */
function reseeded(context: AttackContext, base: Relation, person: string): NewRow | undefined {
  const rows = context.rowsOf(base);
  const row = (rows.find((one) => one.person === person) ?? rows[0])?.row;
  return row === undefined ? undefined : valuesOf(base, row);
}

/** Each existing row of a person, to be deleted and inserted again. */
export function reseedings(context: AttackContext, base: Relation, person: string): readonly RowInsert[] {
  return context
    .rowsOf(base)
    .filter((one) => one.person === person)
    .map(({ row }) => valuesOf(base, row))
    .map((values) => ({ values, setup: makeRoom(context, base, values) }));
}

function valuesOf(base: Relation, row: TextRow): NewRow {
  const columns = writableColumns(base, undefined).filter((column) => row[column] !== null);
  return Object.fromEntries(columns.map((column) => [column, typedValue(base.columns, column, row)]));
}

/** The seeded rows that conflict with the new row in a unique key. They are deleted first. */
export function makeRoom(context: AttackContext, base: Relation, values: NewRow): readonly string[] {
  const keys = uniqueKeys(base);
  const rows = context
    .rowsOf(base)
    .map(({ row }) => row)
    .filter((row) => keys.some((key) => key.every((column) => isSame(row, column, values))));
  const only = rowsCondition(base, rows);
  if (only === undefined) return [];
  const deletion = `delete from ${identifier(base.schema, base.name).text} where ${only}`;
  return [...clearingOf(context, base, rows), deletion];
}

function isSame(row: TextRow, column: string, values: NewRow): boolean {
  return row[column] != null && row[column] === plainValue(values[column]);
}

/** The columns of each unique key. */
export function uniqueKeys({ constraints, indexes }: Relation): readonly (readonly string[])[] {
  return [
    ...constraints
      .filter(({ kind }) => kind === "unique" || kind === "primary key")
      .map(({ columns }) => columns),
    ...indexes
      .filter(({ unique, partial }) => unique && !partial)
      .map(({ columns }) => columns.filter((column) => column !== null)),
  ].filter((columns) => columns.length > 0);
}

/** The text within a literal such as `'…'::uuid`. */
function plainValue(expression: string | undefined): string | undefined {
  return /^'((?:[^']|'')*)'(?:::[\w\s."()[\],]+)?$/.exec(expression ?? "")?.[1]?.replaceAll("''", "'");
}

export function insertOf(target: Target, values: NewRow, tail = ""): string {
  const { relation } = target;
  const columns = Object.keys(values).map((column) => identifier(target.columnName(column)).text);
  const name = identifier(relation.schema, relation.name);
  if (columns.length === 0) return sql`insert into ${name} default values${raw(tail)}`.text;
  return sql`insert into ${name} (${raw(columns.join(", "))}) values (${raw(Object.values(values).join(", "))})${raw(tail)}`
    .text;
}

/** The attempt to insert a row through a target. */
export function insertAttempt(
  { target, actor }: Pick<RelationVisit, "target" | "actor">,
  { setup, values }: RowInsert,
  tail?: string,
): Attempt {
  return { actor, setup, statements: [insertOf(target, values, tail)] };
}

/** The columns that an actor names: those that the contract allows, if it allows any. */
export function namedColumns(
  { target, base, actor }: Pick<TableVisit, "target" | "base" | "actor">,
  { setup, values }: RowInsert,
): RowInsert {
  const { role } = actor;
  const access = accessTo(target, role, "insert");
  const may = access === undefined || access.rows.kind === "none" ? undefined : writableColumns(base, access);
  const there = new Set(target.relation.columns.map(({ name }) => name));
  const written = Object.entries(values).filter(
    ([column]) => (may === undefined || may.includes(column)) && there.has(target.columnName(column)),
  );
  return { setup, values: Object.fromEntries(written) };
}
