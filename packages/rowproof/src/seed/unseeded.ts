import type { RelationName } from "../catalog/facts.js";
import { usersKey } from "../sql/relation-key.js";
import { serverError } from "../sql/server-error.js";
import { isRefusal } from "./insertion.js";
import { entriesOf, type SeedState } from "./seed-state.js";
import type { Unseeded } from "./seeded.js";
import type { Failure } from "./seeding.js";

/** What an error of these kinds says of a row, without the row. */
const words: Readonly<Record<string, string>> = {
  "23502": "a column must not be null",
  "23503": "a foreign key has no row to refer to",
  "23505": "a row with this key is there already",
  "23514": "no value was found that fulfils a check",
  "23P01": "every row that was tried is excluded by another",
  P0001: "a trigger or function raised an exception",
};

/** A table that got no row for a person, told without anybody's data: names of constraints and columns, never values. */
export function unseeded(table: RelationName, person: string, refused: Error | string): Unseeded {
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
  const said = words[code] ?? (code.startsWith("42") ? serverError(refused)?.message : undefined);
  return { ...about, why: `${said ?? "the server refused the row"}${named}`, sqlstate: code };
}

/** Who got no row at all, once a table. */
export function tablesWithout(failures: readonly Failure[], seedState: SeedState): readonly Unseeded[] {
  const seen = new Set<string>();
  return failures.flatMap(({ task: { spec, member }, refused }) => {
    const { name } = member.person;
    const key = JSON.stringify([spec.key, name]);
    if (seen.has(key) || entriesOf(seedState, spec.key, name).length > 0) return [];
    seen.add(key);
    return [unseeded(spec.relation, name, refused)];
  });
}

/** Everybody, where there is no table to sign up to. */
export function withoutUsers({ specs, testUsers }: SeedState): readonly Unseeded[] {
  if (specs.has(usersKey)) return [];
  return [...testUsers.keys()].map((person) =>
    unseeded({ schema: "auth", name: "users" }, person, "there is no table auth.users"),
  );
}

/** Everybody who is settled, for each materialized view that was not filled. */
export function viewsWithout(
  views: readonly { readonly view: RelationName; readonly refused: Error }[],
  { testUsers }: SeedState,
): readonly Unseeded[] {
  const settled = [...testUsers.values()].filter((member) => member.settled);
  return views.flatMap(({ view, refused }) =>
    settled.map(({ person }) => unseeded(view, person.name, refused)),
  );
}
