import { identifier, literal } from "../sql/sql.js";
import { insertInto, type Returned } from "./insertion.js";
import type { Reference, TableSpec } from "./table-spec.js";
import { bare, type Value } from "./value.js";

/** The insert that makes the same row in an empty copy: the values used, and those that the server gave. */
export function scriptOf(
  { relation, target }: TableSpec,
  used: ReadonlyMap<string, Value>,
  { row }: Returned,
): string {
  const columns = relation.columns.filter(({ generated }) => generated === null);
  const values = new Map(
    columns.map(({ name, type }) => [name, used.get(name) ?? { text: row[name] ?? null, type }]),
  );
  const overriding = columns.some(({ identity }) => identity === "always");
  return insertInto(identifier(target.schema, target.name).text, values, overriding);
}

/** Before a row whose key names one that is yet to come: the key is checked late, in a transaction of the script's. */
export function withLateKeys(
  { references }: TableSpec,
  ahead: ReadonlySet<Reference>,
  statement: string,
): string {
  const late = references
    .filter((reference) => ahead.has(reference) && reference.deferrable && !reference.deferred)
    .map(({ schema, name }) => `set constraints ${identifier(schema, name).text} deferred`);
  return [...late, statement].join(";\n");
}

/** Runs a statement as if a request had these claims, also where each statement is a transaction. */
export function withClaims(claims: string, statement: string): string {
  const set = (text: string) =>
    `select pg_catalog.set_config('request.jwt.claims', ${literal(text).text}, false)`;
  return [set(claims), statement, set("")].join(";\n");
}

/** Gives a row that a trigger makes, and will make again, these values: the first by place of those with the owner. */
export function adoptionScript(
  { relation }: TableSpec,
  owner: { readonly column: string; readonly id: string },
  row: Returned["row"],
): string {
  const table = identifier(relation.schema, relation.name).text;
  const isOwner = `${identifier(owner.column).text} = ${literal(owner.id).text}`;
  const set = relation.columns
    .filter(({ generated, identity }) => generated === null && identity !== "always")
    .map(({ name, type }) => `${identifier(name).text} = ${bare({ text: row[name] ?? null, type })}`);
  return `update ${table} set ${set.join(", ")} where ctid = (select ctid from ${table} where ${isOwner} order by ctid limit 1)`;
}
