// The mutants on one major version, each in a copy of the companion.
import { attackClean, plant } from "./attack.mjs";
import { companionContract, makeCompanion } from "./companion.mjs";
import { withDatabases } from "./database.mjs";
import { mutantsOf } from "./mutants.mjs";
import { pooled } from "./pool.mjs";
import { sample } from "./sample.mjs";
import { judge } from "./verdict.mjs";

/** While one waits for the server, the other reads what it said. */
const workers = 2;

/**
 * @typedef {object} Run
 * @property {number} major
 * @property {readonly import("./attack.mjs").Broken[]} falseFindings cells that break on the clean database
 * @property {readonly import("./verdict.mjs").Verdict[]} verdicts
 * @property {number} milliseconds
 */

/**
 * @param {number} major
 * @param {import("./options.mjs").Options} options
 * @param {(text: string) => void} progress
 * @returns {Promise<Run>}
 */
export async function runOn(major, options, progress) {
  const begun = performance.now();
  const contract = await companionContract();
  return withDatabases(major, async (databases) => {
    const catalog = await databases.on("first")((client) => makeCompanion(client, contract));
    const mutants = chosen(mutantsOf(catalog, contract, options), options);
    const ground = await plant(databases, contract);
    const falseFindings = await attackClean(ground);
    let begunOn = 0;
    const verdicts = await pooled(workers, mutants, (mutant) => {
      begunOn += 1;
      progress(`Postgres ${major}: ${begunOn} of ${mutants.length}, ${mutant.name}`);
      return judge(ground, mutant);
    });
    return { major, falseFindings, verdicts, milliseconds: performance.now() - begun };
  });
}

function chosen(mutants, { class: part, sample: count, seed }) {
  const ofClass = mutants.filter((mutant) => mutant.class.includes(part));
  return count === undefined ? ofClass : sample(ofClass, count, seed);
}
