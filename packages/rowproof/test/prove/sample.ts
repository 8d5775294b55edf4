const all = process.env.ROWPROOF_CORPUS === "all";
const seed = Number(process.env.ROWPROOF_SEED ?? Date.now() % 1000);

/** One of so many cases, others each time; all of them in `npm run test:corpus`. Prints the seed that takes these again. */
export function sample(cases: readonly string[], share: number): readonly string[] {
  if (all) return cases;
  console.log(`one of ${share} cases: ROWPROOF_SEED=${seed} takes the same`);
  return cases.filter((_, at) => at % share === seed % share);
}
