import { usersKey } from "../sql/relation-key.js";
import { type ForeignKeySpec, isSelfReference, type TableSpec } from "./table-spec.js";

/** The order in which tables are seeded, and the foreign keys that cannot follow it. */
export interface SeedingOrder {
  /** The tables of a level reference only tables of earlier levels, except by postponed and forward keys. */
  readonly levels: readonly (readonly TableSpec[])[];
  /** Foreign keys that are null at first and set at the end. */
  readonly postponed: ReadonlySet<ForeignKeySpec>;
  /** Foreign keys that reference a later row. The server must check them late. */
  readonly forward: ReadonlySet<ForeignKeySpec>;
}

/** Orders the tables by their foreign keys. A cycle is broken at the key that is easiest to postpone. */
export function orderOf(specs: readonly TableSpec[]): SeedingOrder {
  const known = new Set(specs.map(({ key }) => key));
  const waiting = new Map(specs.map((one) => [one, outwardKeys(one, known)]));
  const order = {
    levels: [] as TableSpec[][],
    postponed: new Set<ForeignKeySpec>(),
    forward: new Set<ForeignKeySpec>(),
  };
  const seeded = new Set<string>();
  const isFree = (foreignKey: ForeignKeySpec) =>
    seeded.has(foreignKey.target) || order.postponed.has(foreignKey) || order.forward.has(foreignKey);
  const seed = (level: TableSpec[]) => {
    for (const one of level) waiting.delete(one);
    for (const { key } of level) seeded.add(key);
    order.levels.push(level);
  };
  // Users come first, because a trigger on sign-up may make rows.
  seed(specs.filter((one) => one.key === usersKey && waiting.get(one)?.length === 0));
  while (waiting.size > 0) {
    const level = [...waiting].filter(([, keys]) => keys.every(isFree)).map(([one]) => one);
    if (level.length > 0) seed(level);
    else breakCycle(cycle(waiting, isFree), order);
  }
  return order;
}

/** The foreign keys to other seeded tables. */
function outwardKeys(spec: TableSpec, known: ReadonlySet<string>): readonly ForeignKeySpec[] {
  return spec.foreignKeys.filter(
    (foreignKey) => known.has(foreignKey.target) && !isSelfReference(spec, foreignKey),
  );
}

/** A cycle of foreign keys, when every table waits for another. */
function cycle(
  waiting: ReadonlyMap<TableSpec, readonly ForeignKeySpec[]>,
  isFree: (foreignKey: ForeignKeySpec) => boolean,
): readonly ForeignKeySpec[] {
  const byKey = new Map(
    [...waiting].map(([{ key }, foreignKeys]) => [key, foreignKeys.filter((one) => !isFree(one))]),
  );
  const path: ForeignKeySpec[] = [];
  let [at] = byKey.keys();
  while (at !== undefined) {
    const from = path.findIndex(({ target }) => target === at);
    const next: ForeignKeySpec | undefined = byKey.get(at)?.find(({ target }) => byKey.has(target));
    if (next === undefined) return [];
    if (from >= 0 && path.slice(from + 1).some(({ target }) => target === at)) return path.slice(from + 1);
    path.push(next);
    at = next.target;
  }
  return [];
}

/** Postpones a nullable key, else makes a deferrable key a forward key, else the first key. */
function breakCycle(
  foreignKeys: readonly ForeignKeySpec[],
  order: { readonly postponed: Set<ForeignKeySpec>; readonly forward: Set<ForeignKeySpec> },
): void {
  const soft = foreignKeys.find(({ nullable }) => nullable.length > 0);
  if (soft !== undefined) {
    order.postponed.add(soft);
    return;
  }
  const late = foreignKeys.find(({ deferrable }) => deferrable) ?? foreignKeys[0];
  if (late !== undefined) order.forward.add(late);
}
