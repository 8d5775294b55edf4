import { displayName } from "../sql/sql.js";
import type { Catalog } from "./facts.js";

/** One thing that two catalogs say differently; `undefined` where a side has nothing there. */
export interface CatalogDifference {
  /** Where, for people: `relations public."DailyMood" policies "own rows" using`. */
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/**
 * What differs between two catalogs, in the order of the facts; an empty list means the same schema. The server and
 * the external are left out, and what depends on who reads or on when it was installed: who granted a privilege, whether the reader may alter a
 * default privilege, the version of an extension.
 *
 * @param options.roles whether the clusters' roles are compared too; `false` if not given.
 */
export function compareCatalogs(
  left: Catalog,
  right: Catalog,
  options: { readonly roles?: boolean } = {},
): readonly CatalogDifference[] {
  const { server: _left, external: _leftExternal, roles: leftRoles, ...leftRest } = left;
  const { server: _right, external: _rightExternal, roles: rightRoles, ...rightRest } = right;
  const differences = compareValues("", leftRest, rightRest);
  return options.roles ? [...differences, ...compareValues("roles", leftRoles, rightRoles)] : differences;
}

/** What differs between two facts of one kind, such as two relations, in the form of `compareCatalogs`. */
export function compareFacts(left: unknown, right: unknown): readonly CatalogDifference[] {
  return compareValues("", left, right);
}

type FactFields = Readonly<Record<string, unknown>>;

const ignored: ReadonlySet<string> = new Set(["grantor", "alterable", "version"]);

/** The fields that identify an item of a list: those of them that it has. */
const identities = [
  "on",
  "object",
  "description",
  "creator",
  "schema",
  "name",
  "arguments",
  "objects",
  "role",
  "grantee",
  "privilege",
];

function compareValues(path: string, left: unknown, right: unknown): CatalogDifference[] {
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(path, left, right);
  if (isRecord(left) && isRecord(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys]
      .filter((key) => !ignored.has(key))
      .flatMap((key) => compareValues(join(path, key), left[key], right[key]));
  }
  return left === right ? [] : [{ path, left, right }];
}

function compareLists(
  path: string,
  left: readonly unknown[],
  right: readonly unknown[],
): CatalogDifference[] {
  if (![...left, ...right].every(isRecord))
    return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ path, left, right }];
  const leftItems = byIdentity(left.filter(isRecord));
  const rightItems = byIdentity(right.filter(isRecord));
  const keys = new Set([...leftItems.keys(), ...rightItems.keys()]);
  const differences = [...keys].flatMap((key) =>
    compareValues(join(path, key), leftItems.get(key), rightItems.get(key)),
  );
  const order = (items: ReadonlyMap<string, unknown>) => [...items.keys()].join(", ");
  if (differences.length > 0 || !ordered.test(path) || order(leftItems) === order(rightItems))
    return differences;
  return [{ path: join(path, "order"), left: order(leftItems), right: order(rightItems) }];
}

/** The lists of records whose order is a fact; the others are only sorted. */
const ordered = / (?:columns|inherits)$/;

/** The items by what names them. A privilege granted by two roles is one, grantable if either says so. */
function byIdentity(items: readonly FactFields[]): ReadonlyMap<string, FactFields> {
  const map = new Map<string, FactFields>();
  for (const item of items) {
    const key = identityOf(item);
    if (map.get(key)?.grantable !== true) map.set(key, item);
  }
  return map;
}

function identityOf(item: FactFields): string {
  const parts = identities.flatMap((key) => (key in item ? [item[key]] : []));
  return parts.map((part) => (typeof part === "string" ? displayName(part) : JSON.stringify(part))).join(" ");
}

function isRecord(value: unknown): value is FactFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, step: string): string {
  return path === "" ? step : `${path} ${step}`;
}
