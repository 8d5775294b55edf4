import { usersKey } from "../sql/relation-key.js";
import { isToItself, type Reference, type TableSpec } from "./table-spec.js";

/** In which order tables are seeded, and which foreign keys have to wait. */
export interface SeedingOrder {
  /** No table of a level refers to one of the same or a later level, but by keys that wait. */
  readonly levels: readonly (readonly TableSpec[])[];
  /** Keys that are null at first and set when all is seeded. */
  readonly postponed: ReadonlySet<Reference>;
  /** Keys that are checked late, so that they may name a row that is yet to come. */
  readonly ahead: ReadonlySet<Reference>;
}

/** Circles are broken where that is least trouble. */
export function orderOf(specs: readonly TableSpec[]): SeedingOrder {
  const known = new Set(specs.map(({ key }) => key));
  const waiting = new Map(specs.map((one) => [one, outwardKeys(one, known)]));
  const order = { levels: [] as TableSpec[][], postponed: new Set<Reference>(), ahead: new Set<Reference>() };
  const seeded = new Set<string>();
  const isFree = (reference: Reference) =>
    seeded.has(reference.target) || order.postponed.has(reference) || order.ahead.has(reference);
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
function outwardKeys(spec: TableSpec, known: ReadonlySet<string>): readonly Reference[] {
  return spec.references.filter((reference) => known.has(reference.target) && !isToItself(spec, reference));
}

/** Keys that lead from a table back to itself, when every table waits for another. */
function cycle(
  waiting: ReadonlyMap<TableSpec, readonly Reference[]>,
  isFree: (reference: Reference) => boolean,
): readonly Reference[] {
  const byKey = new Map(
    [...waiting].map(([{ key }, references]) => [key, references.filter((one) => !isFree(one))]),
  );
  const path: Reference[] = [];
  let [at] = byKey.keys();
  while (at !== undefined) {
    const from = path.findIndex(({ target }) => target === at);
    const next: Reference | undefined = byKey.get(at)?.find(({ target }) => byKey.has(target));
    if (next === undefined) return [];
    if (from >= 0 && path.slice(from + 1).some(({ target }) => target === at)) return path.slice(from + 1);
    path.push(next);
    at = next.target;
  }
  return [];
}

/** Nothing is free: a key that may be null waits, else one that is checked late, else the next is taken as it comes. */
function breakCycle(
  references: readonly Reference[],
  order: { readonly postponed: Set<Reference>; readonly ahead: Set<Reference> },
): void {
  const soft = references.find(({ nullable }) => nullable.length > 0);
  if (soft !== undefined) {
    order.postponed.add(soft);
    return;
  }
  const late = references.find(({ deferrable }) => deferrable) ?? references[0];
  if (late !== undefined) order.ahead.add(late);
}
