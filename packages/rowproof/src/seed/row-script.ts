import { identifier, literal } from "../sql/sql.js";
import { bare, type ColumnValue } from "./column-value.js";
import { insertInto } from "./insert-attempt.js";
import type { InsertedRow } from "./inserted-row.js";
import type { ForeignKeySpec, TableSpec } from "./table-spec.js";

/** The insert that makes the same row in an empty copy of the database: with the values used, and the server's defaults. */
export function scriptOf(
  { relation, target }: TableSpec,
  used: ReadonlyMap<string, ColumnValue>,
  { row }: InsertedRow,
): string {
  const columns = relation.columns.filter(({ generated }) => generated === null);
  const values = new Map(
    columns.map(({ name, type }) => [name, used.get(name) ?? { text: row[name] ?? null, type }]),
  );
  const overriding = columns.some(({ identity }) => identity === "always");
  return insertInto(identifier(target.schema, target.name).text, values, overriding);
}

/** Defers the foreign keys that reference a later row. The script must run in a transaction. */
export function withDeferredKeys(
  { foreignKeys }: TableSpec,
  forward: ReadonlySet<ForeignKeySpec>,
  statement: string,
): string {
  const deferred = foreignKeys
    .filter((foreignKey) => forward.has(foreignKey) && foreignKey.deferrable && !foreignKey.deferred)
    .map(({ schema, name }) => `set constraints ${identifier(schema, name).text} deferred`);
  return [...deferred, statement].join(";\n");
}

/** Runs a statement with the claims of a request, even if each statement is a transaction of its own. */
export function withClaims(claims: string, statement: string): string {
  const set = (text: string) =>
    `select pg_catalog.set_config('request.jwt.claims', ${literal(text).text}, false)`;
  return [set(claims), statement, set("")].join(";\n");
}

/** Updates the row that a trigger makes again when the script runs: the owner's first row by position. */
export function triggerRowScript(
  { relation }: TableSpec,
  owner: { readonly column: string; readonly id: string },
  row: InsertedRow["row"],
): string {
  const table = identifier(relation.schema, relation.name).text;
  const isOwner = `${identifier(owner.column).text} = ${literal(owner.id).text}`;
  const set = relation.columns
    .filter(({ generated, identity }) => generated === null && identity !== "always")
    .map(({ name, type }) => `${identifier(name).text} = ${bare({ text: row[name] ?? null, type })}`);
  return `update ${table} set ${set.join(", ")} where ctid = (select ctid from ${table} where ${isOwner} order by ctid limit 1)`;
}
