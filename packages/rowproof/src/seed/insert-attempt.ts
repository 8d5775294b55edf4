import type pg from "pg";
import { identifier, literal } from "../sql/sql.js";
import { bare, type ColumnValue } from "./column-value.js";
import type { InsertVariant } from "./insert-variant.js";
import { type InsertedRow, insertedRowOf, readingColumns } from "./inserted-row.js";
import type { RowDraft } from "./row-draft.js";
import { isRefusal, runInSavepoint, type SavepointOptions } from "./savepoint.js";
import type { SeedTask } from "./seed-context.js";
import type { TableSpec } from "./table-spec.js";
import type { TestUserIdentity } from "./test-user-identity.js";

/** An insert to try, with the claims of the request that the session has during it. */
export interface InsertAttempt {
  readonly spec: TableSpec;
  /** Without `returning` and without a final semicolon. */
  readonly statement: string;
  readonly claims: string;
  /** Statements to run first, such as those that delete a row. */
  readonly before?: readonly string[];
}

/** A trigger returned null: the insert made no row and raised no error. */
export class RowDiscarded extends Error {
  constructor() {
    super("a trigger discarded the row");
  }
}

export function insertAttempt(task: SeedTask, draft: RowDraft, variant: InsertVariant): InsertAttempt {
  return {
    spec: task.spec,
    statement: insertOf(task.spec, draft),
    claims: claimsFor(task.testUser.identity)[variant.claims] ?? "",
  };
}

/** The claims that a trigger may check: those of the test user, then of the service, then none. */
function claimsFor({ id, email }: TestUserIdentity): readonly string[] {
  return [
    JSON.stringify({ sub: id, role: "authenticated", aud: "authenticated", email }),
    JSON.stringify({ role: "service_role" }),
    "",
  ];
}

/** The insert of a draft, as written in a script. */
export function insertOf({ target }: TableSpec, { values }: Pick<RowDraft, "values">): string {
  return insertInto(identifier(target.schema, target.name).text, values, false);
}

/** @param overriding whether the insert names a column that is `generated always as identity` */
export function insertInto(
  table: string,
  values: ReadonlyMap<string, ColumnValue>,
  overriding: boolean,
): string {
  if (values.size === 0) return `insert into ${table} default values`;
  const names = [...values.keys()].map((name) => identifier(name).text).join(", ");
  const expressions = [...values.values()].map(bare).join(", ");
  return `insert into ${table} (${names}) ${overriding ? "overriding system value " : ""}values (${expressions})`;
}

/**
 * Tries inserts together. If one fails, tries each half, so that many successful inserts cost little.
 * @returns for each attempt the row, or the error that refused it.
 */
export async function tryInserts(
  client: pg.ClientBase,
  attempts: readonly InsertAttempt[],
  options: SavepointOptions = {},
): Promise<readonly (InsertedRow | Error)[]> {
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
  attempts: readonly InsertAttempt[],
  options: SavepointOptions,
): Promise<readonly (InsertedRow | Error)[]> {
  const groups = attempts.map(({ claims, statement, spec, before = [] }) => [
    ...before,
    claimsSetting(claims),
    `${statement} returning ${readingColumns(spec)}`,
  ]);
  const results = await runInSavepoint(client, groups.flat(), options);
  let last = -1;
  return attempts.map(({ spec }, index) => {
    last += groups[index]?.length ?? 0;
    const [cells] = results[last] ?? [];
    return cells === undefined ? new RowDiscarded() : insertedRowOf(spec, cells);
  });
}

/** Sets the claims of the request for the rest of the transaction. */
export function claimsSetting(claims: string): string {
  return `select pg_catalog.set_config('request.jwt.claims', ${literal(claims).text}, true)`;
}
