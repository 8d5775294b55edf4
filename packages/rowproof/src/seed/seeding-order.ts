import { usersKey } from "../sql/relation-key.js";
import { type ForeignKeySpec, isSelfReference, type TableSpec } from "./table-spec.js";

/** In which order tables are seeded, and which foreign keys have to wait. */
export interface SeedingOrder {
  /** No table of a level refers to one of the same or a later level, but by keys that wait. */
  readonly levels: readonly (readonly TableSpec[])[];
  /** Keys that are null at first and set when all is seeded. */
  readonly postponed: ReadonlySet<ForeignKeySpec>;
  /** Keys that are checked late, so that they may name a row that is yet to come. */
  readonly forward: ReadonlySet<ForeignKeySpec>;
}

/** Circles are broken where that is least trouble. */
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
  // Whose rows they are comes before the rows, for a trigger may make some.
  seed(specs.filter((one) => one.key === usersKey && waiting.get(one)?.length === 0));
  while (waiting.size > 0) {
    const level = [...waiting].filter(([, keys]) => keys.every(isFree)).map(([one]) => one);
    if (level.length > 0) seed(level);
    else breakCycle(cycle(waiting, isFree), order);
  }
  return order;
}

/** The keys that lead to other tables of which rows are seeded. */
function outwardKeys(spec: TableSpec, known: ReadonlySet<string>): readonly ForeignKeySpec[] {
  return spec.foreignKeys.filter(
    (foreignKey) => known.has(foreignKey.target) && !isSelfReference(spec, foreignKey),
  );
}

/** Keys that lead from a table back to itself, when every table waits for another. */
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

/** Nothing is free: a key that may be null waits, else one that is checked late, else the next is taken as it comes. */
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
