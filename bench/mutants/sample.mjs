// Some of many, the same ones for the same seed.

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} count
 * @param {number} seed
 * @returns {readonly Item[]} in the order in which they were
 */
export function sample(items, count, seed) {
  const draw = numbers(seed);
  const drawn = items.map((item, place) => ({ item, place, lot: draw() }));
  const taken = drawn.toSorted((left, right) => left.lot - right.lot).slice(0, count);
  return taken.toSorted((left, right) => left.place - right.place).map(({ item }) => item);
}

/** Numbers from 0 up to 1, by mulberry32. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
