import type pg from "pg";
import { serverError } from "../sql/server-error.js";
import { identifier, literal, raw, sql } from "../sql/sql.js";
import type { Relation, RelationName } from "./facts.js";

/** A foreign key that is to be, or is not checked yet. */
export interface ForeignKeyToCheck {
  readonly relation: Relation;
  readonly columns: readonly string[];
  readonly references: RelationName & { readonly columns: readonly string[] };
}

/** Rows that do not obey a key, by what tells them apart. */
export interface KeyViolations {
  /** `"id" = '7'`, one a row; at most twenty. Empty: every row obeys. */
  readonly keys: readonly string[];
  readonly more: boolean;
}

const most = 20;

/**
 * Looks for rows that do not obey a foreign key. Only reads; what row level security hides from the reader is an error and
 * not an answer.
 *
 * @returns undefined if it is not known: the reader may not see all rows, or the time was up.
 */
export async function readViolations(
  client: pg.ClientBase,
  { relation, columns, references }: ForeignKeyToCheck,
): Promise<KeyViolations | undefined> {
  const child = (name: string) => identifier("child", name).text;
  const given = columns.map((column) => `${child(column)} is not null`).join(" and ");
  const pairs = columns
    .map((column, at) => `${identifier("parent", references.columns[at] ?? "").text} = ${child(column)}`)
    .join(" and ");
  const statement = sql`select ${raw(keyText(relation))} as key
    from ${identifier(relation.schema, relation.name)} as child
    where ${raw(given)} and not exists (
      select from ${identifier(references.schema, references.name)} as parent where ${raw(pairs)})
    limit ${raw(String(most + 1))}`;
  const begin = "begin transaction read only; set local row_security = off; set local lock_timeout = '10s'";
  try {
    await client.query(begin);
    const { rows } = await client.query<{ key: string }>(statement.text);
    return { keys: rows.slice(0, most).map(({ key }) => key), more: rows.length > most };
  } catch (error) {
    if (serverError(error) === null) throw error;
    return undefined;
  } finally {
    await client.query("rollback").catch(() => undefined);
  }
}

/** The primary key of a row as text; where there is none, where the row lies. */
function keyText({ constraints }: Relation): string {
  const columns = constraints.find(({ kind }) => kind === "primary key")?.columns;
  if (columns === undefined) return `'ctid ' || child.ctid::text`;
  return columns
    .map(
      (column) =>
        `${literal(`${identifier(column).text} = `).text} || quote_nullable(${identifier("child", column).text}::text)`,
    )
    .join(` || ' and ' || `);
}
