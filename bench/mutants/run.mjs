// The mutants on one major version, each in a copy of the companion.
import { drawSample, judgeMutant, makeMutants } from "../../packages/rowproof/dist/mutants/mutants.js";
import { attack, attackClean, seedCompanion } from "./attack.mjs";
import { companionContract, makeCompanion } from "./companion.mjs";
import { withDatabases } from "./database.mjs";
import { pooled } from "./pool.mjs";
import { selection } from "./selection.mjs";

/** While one waits for the server, the other reads what it answered. */
const workers = 2;

/**
 * @typedef {object} Run
 * @property {number} major
 * @property {readonly import("./attack.mjs").BrokenCell[]} falseFindings cells that are broken in the clean database
 * @property {readonly import("../../packages/rowproof/dist/mutants/mutants.js").MutantVerdict[]} verdicts
 * @property {number} milliseconds
 */

/**
 * @param {number} major
 * @param {import("./options.mjs").Options} options
 * @param {(text: string) => void} progress
 * @returns {Promise<Run>}
 */
export async function runOn(major, options, progress) {
  const start = performance.now();
  const contract = await companionContract();
  return withDatabases(major, async (databases) => {
    const catalog = await databases.on("first")((client) => makeCompanion(client, contract));
    const mutants = chosen(makeMutants(contract, catalog, { ...selection, all: options.all }), options);
    const clean = await seedCompanion(databases, contract);
    const falseFindings = await attackClean(clean);
    let begun = 0;
    const verdicts = await pooled(workers, mutants, (mutant) => {
      begun += 1;
      progress(`Postgres ${major}: ${begun} of ${mutants.length}, ${mutant.id}`);
      return judgeMutant(mutant, () => attack(clean, mutant));
    });
    return { major, falseFindings, verdicts, milliseconds: performance.now() - start };
  });
}

/** `--class` takes "policy dropped" as well as "policy-dropped". */
function chosen(mutants, { class: part, sample: count, seed }) {
  const ofClass = mutants.filter((mutant) => mutant.class.includes(part.replaceAll(" ", "-")));
  return count === undefined ? ofClass : drawSample(ofClass, count, seed);
}
