import type { Column, Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import { snakeCase } from "../naming.js";
import { isOnlyActor, isPlainOwner, ownerRank } from "./conventions.js";
import { type DraftNote, guess } from "./note.js";
import { ordered } from "./ordered.js";
import { linksOf } from "./relations.js";
import type { UserColumns } from "./user-columns.js";

/** The column that holds the owner's id, with its guesses. Without a column, the notes say why the likely one does not count. */
export interface OwnerColumn {
  readonly column?: string;
  readonly notes: readonly DraftNote[];
}

/**
 * The strongest evidence first: a foreign key to a user, a policy that compares the column with the user's id, a name.
 *
 * @param compared the columns that policies compare with the user's id
 */
export function findOwner(relation: Relation, compared: readonly string[], users: UserColumns): OwnerColumn {
  return (
    ownerByKey(relation, compared, users) ??
    ownerByPolicy(relation, compared) ??
    ownerByName(relation, users) ?? { notes: refusedType(relation) }
  );
}

function ownerByKey(
  relation: Relation,
  compared: readonly string[],
  users: UserColumns,
): OwnerColumn | undefined {
  const keys = relation.columns.filter(({ name }) => users(relation).includes(name) && !isOnlyActor(name));
  const [best, ...rest] = ordered(keys, ({ name, notNull }) => [
    compared.includes(name) ? 0 : 1,
    rank(name),
    notNull ? 0 : 1,
  ]).map(({ name }) => name);
  if (best === undefined) return undefined;
  const others = rest.filter((other) => !isWeaker(other, best, compared));
  const isKnown = compared.includes(best) || ownerRank(best) !== undefined;
  if (isKnown && others.length === 0) return { column: best, notes: [] };
  const also = others.length === 0 ? "" : `, and so ${others.length === 1 ? "does" : "do"} ${listed(others)}`;
  return { column: best, notes: [guess(`${best} is the owner: it refers to a user${also}`)] };
}

/** Whether a second column that refers to a user is clearly not the owner. */
function isWeaker(other: string, best: string, compared: readonly string[]): boolean {
  if (compared.includes(best)) return !compared.includes(other);
  return isPlainOwner(best) && !isPlainOwner(other);
}

function ownerByPolicy({ columns }: Relation, compared: readonly string[]): OwnerColumn | undefined {
  const possible = columns.filter((column) => compared.includes(column.name) && isComparable(column));
  const [best, ...others] = ordered(possible, ({ name }) => [rank(name)]).map(({ name }) => name);
  if (best === undefined) return undefined;
  const also = `${best} is the owner; policies ask the same of ${listed(others)}`;
  return { column: best, notes: others.length === 0 ? [] : [guess(also)] };
}

function ownerByName(relation: Relation, users: UserColumns): OwnerColumn | undefined {
  const links = linksOf(relation);
  // A reference to a row that has an owner column holds that row's key, not a user's id.
  const elsewhere = (name: string) =>
    links.some(({ column, to, target }) => column === name && users(to).some((user) => user !== target));
  const possible = relation.columns.filter(
    (column) => isNamedAsOwner(column.name) && isComparable(column) && !elsewhere(column.name),
  );
  const [best, ...rest] = ordered(possible, ({ name }) => [rank(name)]).map(({ name }) => name);
  if (best === undefined) return undefined;
  const link = links.find(({ column }) => column === best);
  if (link !== undefined) {
    const target = `${link.to.name}.${link.target}`;
    return {
      column: best,
      notes: [guess(`${target}, to which ${best} refers, is the user's id`)],
    };
  }
  const others = rest.filter(isPlainOwner);
  const also = others.length === 0 ? "" : `, and ${listed(others)} could be`;
  const isSure = isPlainOwner(best) && others.length === 0;
  return { column: best, notes: isSure ? [] : [guess(`${best} is the owner, by its name${also}`)] };
}

/** A note on the likely owner column, if its type cannot hold a user's id. */
function refusedType({ columns }: Relation): readonly DraftNote[] {
  const wrong = columns.find(
    (one) => isNamedAsOwner(one.name) && isPlainOwner(one.name) && !isComparable(one),
  );
  if (wrong === undefined) return [];
  return [guess(`${wrong.name} is ${wrong.type}, which cannot hold a user's id: the rows have no owner`)];
}

/** Whether a value can be compared with `auth.uid()`, or with it as text. */
function isComparable({ type }: Column): boolean {
  return type === "uuid" || type === "text" || type.startsWith("character varying");
}

/** A table's own `id` is no owner, unless it refers to a user. */
function isNamedAsOwner(column: string): boolean {
  return ownerRank(column) !== undefined && snakeCase(column) !== "id";
}

function rank(column: string): number {
  return ownerRank(column) ?? Number.MAX_SAFE_INTEGER;
}
