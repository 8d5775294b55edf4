import { expect, test } from "vitest";

/** What the test needs of `bench/mutants/run.mjs`, which is plain JavaScript on the built package. */
interface Bench {
  runOn(
    major: number,
    options: {
      readonly class: string;
      readonly all: boolean;
      readonly sample: number;
      readonly seed: number;
    },
    progress: (text: string) => void,
  ): Promise<{ readonly falseFindings: readonly object[]; readonly verdicts: readonly Verdict[] }>;
}

interface Verdict {
  readonly mutant: { readonly name: string };
  readonly outcome: "killed" | "equivalent" | "survived" | "refuted" | "failed";
  readonly failure?: string;
}

const seed = Number(process.env.ROWPROOF_SEED ?? Date.now() % 1_000_000);
const sample = 12;
const minutes = 60_000;

test("of the companion, each drawn change is noticed that lets somebody do more or less, and no other", {
  timeout: 15 * minutes,
}, async () => {
  const bench = new URL("../../../../bench/mutants/run.mjs", import.meta.url);
  const { runOn }: Bench = await import(bench.href);
  console.log(`${sample} drawn mutants of the companion, seed ${seed}`);
  const options = { class: "", all: false, sample, seed };
  const { falseFindings, verdicts } = await runOn(17, options, () => undefined);
  const wrong = verdicts.filter(({ outcome }) => !["killed", "equivalent"].includes(outcome));
  expect(falseFindings).toEqual([]);
  expect(verdicts).toHaveLength(sample);
  expect(wrong.map(({ mutant, outcome, failure = "" }) => [outcome, mutant.name, failure])).toEqual([]);
});
