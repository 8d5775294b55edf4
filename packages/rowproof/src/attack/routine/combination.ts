/** At most this many values of each pool are combined with the first values of the other pools. */
const early = 7;

/** Lists with one value of each pool: the first of each, the last of each, every value alone, the first ones together. */
export function combine(
  pools: readonly (readonly string[])[],
  limit: number,
): readonly (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  const add = (list: readonly string[]) => lists.set(list.join("\0"), list);
  const first = pools.map(([value = "null"]) => value);
  const alone = (from: number, to?: number) => {
    for (const [at, pool] of pools.entries()) {
      for (const value of pool.slice(from, to)) add(first.with(at, value));
    }
  };
  add(first);
  add(pools.map((pool) => pool.at(-1) ?? "null"));
  alone(0, early);
  alone(-1);
  for (const list of product(pools.map((pool) => pool.slice(0, 3)))) {
    if (lists.size >= limit) break;
    add(list);
  }
  alone(early);
  return [...lists.values()].slice(0, limit);
}

function* product(pools: readonly (readonly string[])[]): Generator<readonly string[]> {
  const [first = [], ...rest] = pools;
  for (const value of first) {
    if (rest.length === 0) yield [value];
    else for (const list of product(rest)) yield [value, ...list];
  }
}
