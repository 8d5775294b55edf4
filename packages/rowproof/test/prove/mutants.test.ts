import { expect, test } from "vitest";
import { runOn } from "../../../../bench/mutants/run.mjs";

const seed = Number(process.env.ROWPROOF_SEED ?? Date.now() % 1_000_000);
const sample = 25;
const minutes = 60_000;

test("of the companion, each drawn change is noticed that lets somebody do more or less, and no other", {
  timeout: 15 * minutes,
}, async () => {
  console.log(`${sample} drawn mutants of the companion, seed ${seed}`);
  const options = { class: "", all: false, sample, seed };
  const { falseFindings, verdicts } = await runOn(17, options, () => undefined);
  const told = verdicts.map(({ mutant, outcome, failure = "" }) => ({ name: mutant.name, outcome, failure }));
  expect(falseFindings).toEqual([]);
  expect(told).toHaveLength(sample);
  expect(told.filter(({ outcome }) => outcome !== "killed" && outcome !== "equivalent")).toEqual([]);
});
