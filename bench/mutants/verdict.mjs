// What became of a mutant.
import { attack } from "./attack.mjs";

/**
 * - `killed`: a cell broke.
 * - `equivalent`: none broke, and its argument says why none could.
 * - `survived`: none broke, and one should have.
 * - `refuted`: a cell broke although its argument says that none could.
 * - `failed`: it could not be made, or the attacks could not be carried through.
 * @typedef {"killed" | "equivalent" | "survived" | "refuted" | "failed"} Outcome
 */

/** The outcomes in which prover and bench disagree, or nothing was learnt. */
export const wrong = ["survived", "refuted", "failed"];

/**
 * @typedef {object} Verdict
 * @property {import("./mutants.mjs").Mutant} mutant
 * @property {Outcome} outcome
 * @property {readonly import("./attack.mjs").Broken[]} broken
 * @property {string} [failure] the server's words
 * @property {number} milliseconds
 */

/**
 * @param {import("./attack.mjs").Ground} ground
 * @param {import("./mutants.mjs").Mutant} mutant
 * @returns {Promise<Verdict>}
 */
export async function judge(ground, mutant) {
  const begun = performance.now();
  const took = () => performance.now() - begun;
  try {
    const broken = await attack(ground, mutant);
    return { mutant, outcome: outcomeOf(mutant, broken), broken, milliseconds: took() };
  } catch (error) {
    return { mutant, outcome: "failed", broken: [], failure: error.message, milliseconds: took() };
  }
}

function outcomeOf({ equivalent }, broken) {
  if (equivalent === undefined) return broken.length > 0 ? "killed" : "survived";
  return broken.length > 0 ? "refuted" : "equivalent";
}
