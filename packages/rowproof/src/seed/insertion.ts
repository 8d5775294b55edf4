import pg from "pg";
import { identifier, literal } from "../sql/sql.js";
import type { Draft } from "./draft.js";
import type { Person } from "./person.js";
import type { TableSpec } from "./table-spec.js";
import { bare, type Value } from "./value.js";

/** An insert to be tried, with what the session says of the request meanwhile. */
export interface Attempt {
  readonly spec: TableSpec;
  /** Without `returning` and without a final semicolon. */
  readonly statement: string;
  readonly claims: string;
  /** Statements that must run first, such as those that take a row out of the way. */
  readonly before?: readonly string[];
}

/** A row as the server returned it. */
export interface Returned {
  readonly row: Readonly<Record<string, string | null>>;
  readonly place: { readonly table: string; readonly ctid: string };
}

/** Whether the server refused it; anything else is no matter of a row. */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError;
}

/** A trigger returned null, so that there is no row and no error. */
export class RowTaken extends Error {
  constructor() {
    super("a trigger took the row away");
  }
}

/** What a trigger may want to know of who asks: the person, then the service, then nothing. */
export function claimsFor({ id, email }: Person): readonly string[] {
  return [
    JSON.stringify({ sub: id, role: "authenticated", aud: "authenticated", email }),
    JSON.stringify({ role: "service_role" }),
    "",
  ];
}

/** The insert of a draft as it stands in a script. */
export function insertOf({ target }: TableSpec, { values }: Pick<Draft, "values">): string {
  return insertInto(identifier(target.schema, target.name).text, values, false);
}

export function insertInto(table: string, values: ReadonlyMap<string, Value>, overriding: boolean): string {
  if (values.size === 0) return `insert into ${table} default values`;
  const names = [...values.keys()].map((name) => identifier(name).text).join(", ");
  const expressions = [...values.values()].map(bare).join(", ");
  return `insert into ${table} (${names}) ${overriding ? "overriding system value " : ""}values (${expressions})`;
}

/** What reads a row back: which table holds it, where, and every column as text. */
export function readingOf({ relation }: TableSpec): string {
  const columns = relation.columns.map(({ name }) => `${identifier(name).text}::text`);
  return ["tableoid::pg_catalog.regclass::text", "ctid::text", ...columns].join(", ");
}

export function returnedRow({ relation }: TableSpec, cells: readonly (string | null)[]): Returned {
  const [table, ctid, ...texts] = cells;
  const row = Object.fromEntries(relation.columns.map(({ name }, index) => [name, texts[index] ?? null]));
  return { row, place: { table: table ?? "", ctid: ctid ?? "" } };
}

const savepoint = "savepoint rowproof_plant";
const release = "release savepoint rowproof_plant";
const undo = "rollback to savepoint rowproof_plant; release savepoint rowproof_plant";

/** Runs statements within a savepoint; what fails leaves nothing behind. Each result's rows, as lists. */
export async function runInSavepoint(
  client: pg.ClientBase,
  statements: readonly string[],
  { keep = true }: { readonly keep?: boolean } = {},
): Promise<readonly (readonly (readonly (string | null)[])[])[]> {
  const text = [savepoint, ...statements, keep ? release : undo].join(";\n");
  try {
    const results = (await client.query({
      text,
      rowMode: "array",
    })) as unknown as readonly pg.QueryArrayResult[];
    return results.slice(1, statements.length + 1).map(({ rows }) => rows as (string | null)[][]);
  } catch (error) {
    // The connection may be gone, and then so is the savepoint: the first error is the one to tell.
    await client.query(undo).catch(() => undefined);
    throw error;
  }
}

/**
 * Tries inserts together and, where one fails, in halves, so that many that succeed cost little.
 * @returns for each the row, or what it was refused with.
 */
export async function tryInserts(
  client: pg.ClientBase,
  attempts: readonly Attempt[],
  options: { readonly keep?: boolean } = {},
): Promise<readonly (Returned | Error)[]> {
  if (attempts.length === 0) return [];
  try {
    return await insertTogether(client, attempts, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (attempts.length === 1) return [error];
    const middle = Math.ceil(attempts.length / 2);
    return [
      ...(await tryInserts(client, attempts.slice(0, middle), options)),
      ...(await tryInserts(client, attempts.slice(middle), options)),
    ];
  }
}

async function insertTogether(
  client: pg.ClientBase,
  attempts: readonly Attempt[],
  options: { readonly keep?: boolean },
): Promise<readonly (Returned | Error)[]> {
  const groups = attempts.map(({ claims, statement, spec, before = [] }) => [
    ...before,
    claimsSetting(claims),
    `${statement} returning ${readingOf(spec)}`,
  ]);
  const results = await runInSavepoint(client, groups.flat(), options);
  let last = -1;
  return attempts.map(({ spec }, index) => {
    last += groups[index]?.length ?? 0;
    const [cells] = results[last] ?? [];
    return cells === undefined ? new RowTaken() : returnedRow(spec, cells);
  });
}

export function claimsSetting(claims: string): string {
  return `select pg_catalog.set_config('request.jwt.claims', ${literal(claims).text}, true)`;
}
