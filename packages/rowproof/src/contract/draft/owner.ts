import type { Column, Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import { snakeCase } from "../naming.js";
import { isOnlyActor, isPlainOwner, ownerRank } from "./conventions.js";
import { type DraftNote, guess } from "./note.js";
import { ordered } from "./ordered.js";
import { linksOf } from "./relations.js";
import type { UserColumns } from "./user-columns.js";

/** The column that holds the id of a row's owner, and what of that is guessed; without a column, why not the likely one. */
export interface OwnerColumn {
  readonly column?: string;
  readonly notes: readonly DraftNote[];
}

/**
 * The strongest evidence first: a foreign key to a user, a policy that compares the column with the caller's id, a name.
 *
 * @param compared the columns that policies compare with the caller's id.
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

/** Whether a column that refers to a user, too, leaves no doubt which is the owner. */
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
  // What refers to a row that has an owner beside its key holds that key, and no user's id.
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
      notes: [guess(`${target}, to which ${best} refers, is the id that callers have`)],
    };
  }
  const others = rest.filter(isPlainOwner);
  const also = others.length === 0 ? "" : `, and ${listed(others)} could be`;
  const isSure = isPlainOwner(best) && others.length === 0;
  return { column: best, notes: isSure ? [] : [guess(`${best} is the owner, by its name${also}`)] };
}

/** The likely column, where no id of a user can be in it. */
function refusedType({ columns }: Relation): readonly DraftNote[] {
  const wrong = columns.find(
    (one) => isNamedAsOwner(one.name) && isPlainOwner(one.name) && !isComparable(one),
  );
  if (wrong === undefined) return [];
  return [guess(`${wrong.name} is ${wrong.type}, which no user's id is: the rows are nobody's`)];
}

/** Whether a value can be compared with `auth.uid()`, or with it as text. */
function isComparable({ type }: Column): boolean {
  return type === "uuid" || type === "text" || type.startsWith("character varying");
}

/** A table's own key names nobody, unless it refers to a user. */
function isNamedAsOwner(column: string): boolean {
  return ownerRank(column) !== undefined && snakeCase(column) !== "id";
}

function rank(column: string): number {
  return ownerRank(column) ?? Number.MAX_SAFE_INTEGER;
}
