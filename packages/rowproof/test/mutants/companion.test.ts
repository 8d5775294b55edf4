import { seed, takesAll } from "@rowproof/testing/sample";
import { expect, test } from "vitest";

/** What the test uses of `bench/mutants/run.mjs`, which is plain JavaScript on the built package. */
interface MutantBench {
  runOn(
    major: number,
    options: {
      readonly class: string;
      readonly all: boolean;
      readonly sample: number;
      readonly seed: number;
    },
    progress: (text: string) => void,
  ): Promise<{ readonly falseFindings: readonly object[]; readonly verdicts: readonly BenchVerdict[] }>;
}

interface BenchVerdict {
  readonly mutant: { readonly id: string };
  readonly outcome: "killed" | "equivalent" | "survived" | "refuted" | "failed";
  readonly failure?: string;
}

/** `npm run bench:mutants` tries all of them. */
const sample = takesAll ? 12 : 4;
const minutes = 60_000;

test("the proof notices each drawn mutant of the companion that changes access, and no other", {
  timeout: 15 * minutes,
}, async () => {
  const bench = new URL("../../../../bench/mutants/run.mjs", import.meta.url);
  const { runOn }: MutantBench = await import(bench.href);
  const options = { class: "", all: false, sample, seed };
  const { falseFindings, verdicts } = await runOn(17, options, () => undefined);
  const wrong = verdicts.filter(({ outcome }) => !["killed", "equivalent"].includes(outcome));
  expect(falseFindings).toEqual([]);
  expect(verdicts).toHaveLength(sample);
  expect(wrong.map(({ mutant, outcome, failure = "" }) => [outcome, mutant.id, failure])).toEqual([]);
});
