import type { BrokenCell } from "./broken-cell.js";
import type { Mutant } from "./mutant.js";

/**
 * What the proof says about a mutant.
 *
 * - `killed`: a cell broke, as it should.
 * - `equivalent`: no cell broke, and the mutant's argument says why none can.
 * - `survived`: no cell broke, and one should have.
 * - `refuted`: a cell broke although the argument says that none can: a false finding, or a wrong argument.
 * - `failed`: the change or the attack could not be carried out, so nothing is known.
 */
export type MutantOutcome = "killed" | "equivalent" | "survived" | "refuted" | "failed";

/** The outcomes in which proof and mutant disagree, or nothing is known. */
export const wrongOutcomes: readonly MutantOutcome[] = ["survived", "refuted", "failed"];

/** One mutant and what the proof says about it. */
export interface MutantVerdict {
  readonly mutant: Mutant;
  readonly outcome: MutantOutcome;
  /** The cells that the mutant breaks; if one of them is a leak, the attack stopped there. */
  readonly broken: readonly BrokenCell[];
  /** The server's message, if the mutant failed. */
  readonly failure?: string;
  readonly milliseconds: number;
}

/**
 * Judges a mutant by what an attack on it finds.
 *
 * @param attack applies the mutant, attacks, undoes it, and returns the cells that broke.
 * @param signal whose abort is thrown and not counted as a failure of the mutant.
 */
export async function judgeMutant(
  mutant: Mutant,
  attack: () => Promise<readonly BrokenCell[]>,
  signal?: AbortSignal,
): Promise<MutantVerdict> {
  const start = performance.now();
  const milliseconds = () => performance.now() - start;
  try {
    const broken = await attack();
    return { mutant, outcome: outcomeOf(mutant, broken), broken, milliseconds: milliseconds() };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = error instanceof Error ? error.message : String(error);
    return { mutant, outcome: "failed", broken: [], failure, milliseconds: milliseconds() };
  }
}

function outcomeOf({ equivalent }: Mutant, broken: readonly BrokenCell[]): MutantOutcome {
  if (equivalent === undefined) return broken.length > 0 ? "killed" : "survived";
  return broken.length > 0 ? "refuted" : "equivalent";
}
