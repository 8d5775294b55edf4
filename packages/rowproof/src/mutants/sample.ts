/**
 * Draws some of many; the same seed draws the same ones.
 *
 * @returns them in their order.
 */
export function drawSample<Item>(items: readonly Item[], count: number, seed: number): readonly Item[] {
  const draw = randomNumbers(seed);
  const drawn = items.map((item, place) => ({ item, place, lot: draw() }));
  const taken = drawn.toSorted((left, right) => left.lot - right.lot).slice(0, count);
  return taken.toSorted((left, right) => left.place - right.place).map(({ item }) => item);
}

/** Numbers from 0 up to 1, by mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
