/** A sorted copy, by the parts of the key in code-unit order. */
export function sorted<Item>(
  items: readonly Item[],
  key: (item: Item) => readonly string[],
): readonly Item[] {
  const keyed = items.map((item) => ({ item, parts: key(item) }));
  return keyed.sort((left, right) => compareParts(left.parts, right.parts)).map(({ item }) => item);
}

function compareParts(left: readonly string[], right: readonly string[]): number {
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? "";
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
