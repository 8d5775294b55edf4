// Several at a time.

/**
 * @template Item, Result
 * @param {number} workers how many at a time
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Result>} work
 * @returns {Promise<readonly Result[]>} in the order of the items
 */
export async function pooled(workers, items, work) {
  const results = [];
  const left = items.entries();
  const worker = async () => {
    for (const [place, item] of left) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}
