import type { RelationName } from "../catalog/facts.js";
import { usersKey } from "../sql/relation-key.js";
import { serverError } from "../sql/server-error.js";
import { isRefusal } from "./savepoint.js";
import { type SeedContext, storedRowsOf } from "./seed-context.js";
import type { FailedSeedTask } from "./seed-run.js";
import type { UnseededTable } from "./seeded.js";

/** By SQLSTATE, what an error says about a row, without the row's values. */
const reasons: Readonly<Record<string, string>> = {
  "23502": "a column must not be null",
  "23503": "a foreign key has no row to reference",
  "23505": "a row with this key exists already",
  "23514": "no value was found that fulfils a check",
  "23P01": "every row that was tried conflicts with another row",
  P0001: "a trigger or function raised an exception",
};

/** A table without a row for a test user. The reason names constraints and columns, never values. */
export function unseeded(table: RelationName, person: string, refused: Error | string): UnseededTable {
  const { schema, name } = table;
  const about = { table: { schema, name }, person };
  if (typeof refused === "string") return { ...about, why: refused, sqlstate: undefined };
  if (!isRefusal(refused)) return { ...about, why: refused.message, sqlstate: undefined };
  const { constraint, column, code = "XX000" } = refused;
  const named =
    constraint !== undefined
      ? ` (constraint "${constraint}")`
      : column !== undefined
        ? ` (column "${column}")`
        : "";
  const reason = reasons[code] ?? (code.startsWith("42") ? serverError(refused)?.message : undefined);
  return { ...about, why: `${reason ?? "the server refused the row"}${named}`, sqlstate: code };
}

/** The tables in which a test user got no row at all, once for each test user. */
export function tablesWithout(
  failures: readonly FailedSeedTask[],
  context: SeedContext,
): readonly UnseededTable[] {
  const seen = new Set<string>();
  return failures.flatMap(({ task: { spec, testUser }, refused }) => {
    const { name } = testUser.identity;
    const key = JSON.stringify([spec.key, name]);
    if (seen.has(key) || storedRowsOf(context, spec.key, name).length > 0) return [];
    seen.add(key);
    return [unseeded(spec.relation, name, refused)];
  });
}

/** All test users, if the database has no table of users. */
export function withoutUsers({ specs, testUsers }: SeedContext): readonly UnseededTable[] {
  if (specs.has(usersKey)) return [];
  return [...testUsers.keys()].map((person) =>
    unseeded({ schema: "auth", name: "users" }, person, "the table auth.users does not exist"),
  );
}

/** The test users that have rows, for each materialized view that could not be filled. */
export function viewsWithout(
  views: readonly { readonly view: RelationName; readonly refused: Error }[],
  { testUsers }: SeedContext,
): readonly UnseededTable[] {
  const withRows = [...testUsers.values()].filter(({ hasRows }) => hasRows);
  return views.flatMap(({ view, refused }) =>
    withRows.map(({ identity }) => unseeded(view, identity.name, refused)),
  );
}
