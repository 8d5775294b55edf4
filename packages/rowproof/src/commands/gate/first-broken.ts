/**
 * After how many statements something is first broken; 0: before any; undefined: not even after all. It searches by halves,
 * as a later statement rarely closes what an earlier one opened and opens it again.
 * @param known counts that broke something else: they are tried first
 */
export async function firstBroken(
  all: number,
  isBroken: (count: number) => Promise<boolean>,
  known: ReadonlySet<number>,
): Promise<number | undefined> {
  for (const at of known) {
    if ((await isBroken(at)) && (at === 0 || !(await isBroken(at - 1)))) return at;
  }
  if (await isBroken(0)) return 0;
  if (!(await isBroken(all))) return undefined;
  let [whole, broken] = [0, all];
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (await isBroken(middle)) broken = middle;
    else whole = middle;
  }
  return broken;
}
