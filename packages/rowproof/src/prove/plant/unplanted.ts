import type { RelationName } from "../../catalog/facts.js";
import { serverError } from "../../sql/server-error.js";
import { usersKey } from "../table-key.js";
import { entriesOf, type Garden } from "./garden.js";
import { isRefusal } from "./insertion.js";
import type { Unplanted } from "./planted.js";
import type { Failure } from "./planting.js";

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
export function unplanted(table: RelationName, person: string, refused: Error | string): Unplanted {
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
export function tablesWithout(failures: readonly Failure[], garden: Garden): readonly Unplanted[] {
  const seen = new Set<string>();
  return failures.flatMap(({ task: { blueprint, member }, refused }) => {
    const { name } = member.person;
    const key = JSON.stringify([blueprint.key, name]);
    if (seen.has(key) || entriesOf(garden, blueprint.key, name).length > 0) return [];
    seen.add(key);
    return [unplanted(blueprint.relation, name, refused)];
  });
}

/** Everybody, where there is no table to sign up to. */
export function withoutUsers({ blueprints, cast }: Garden): readonly Unplanted[] {
  if (blueprints.has(usersKey)) return [];
  return [...cast.keys()].map((person) =>
    unplanted({ schema: "auth", name: "users" }, person, "there is no table auth.users"),
  );
}

/** Everybody who is settled, for each materialized view that was not filled. */
export function viewsWithout(
  views: readonly { readonly view: RelationName; readonly refused: Error }[],
  { cast }: Garden,
): readonly Unplanted[] {
  const settled = [...cast.values()].filter((member) => member.settled);
  return views.flatMap(({ view, refused }) =>
    settled.map(({ person }) => unplanted(view, person.name, refused)),
  );
}
