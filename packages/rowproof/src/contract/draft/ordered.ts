/** A copy sorted by weight, lightest first. Equal items keep their order. */
export function ordered<Item>(
  items: readonly Item[],
  weights: (item: Item) => readonly number[],
): readonly Item[] {
  return items.toSorted((one, other) => {
    const others = weights(other);
    return (
      weights(one)
        .map((weight, index) => weight - (others[index] ?? 0))
        .find((by) => by !== 0) ?? 0
    );
  });
}
