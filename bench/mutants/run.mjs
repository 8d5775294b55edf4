// The mutants on one major version: a server of their own, and each mutant in a transaction that is rolled back.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../packages/rowproof/dist/embedded/server.js";
import { connect } from "../../packages/rowproof/dist/sql/connection.js";
import { attack, plant } from "./attack.mjs";
import { companionContract, makeCompanion } from "./companion.mjs";
import { mutantsOf } from "./mutants.mjs";
import { sample } from "./sample.mjs";
import { identifier, statement } from "./statement.mjs";
import { judge } from "./verdict.mjs";

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
  return withScratchDatabase(major, async (connect) => {
    const catalog = await withClient(connect, (client) => makeCompanion(client, contract));
    const mutants = chosen(mutantsOf(catalog, contract, options), options);
    const ground = await plant(connect, contract);
    const falseFindings = await attack(ground);
    const verdicts = [];
    for (const mutant of mutants) {
      progress(`Postgres ${major}: ${verdicts.length + 1} of ${mutants.length}, ${mutant.name}`);
      verdicts.push(await judge(ground, mutant));
    }
    return { major, falseFindings, verdicts, milliseconds: performance.now() - begun };
  });
}

function chosen(mutants, { class: part, sample: count, seed }) {
  const ofClass = mutants.filter((mutant) => mutant.class.includes(part));
  return count === undefined ? ofClass : sample(ofClass, count, seed);
}

async function withScratchDatabase(major, run) {
  const home = mkdtempSync(join(tmpdir(), "rowproof-mutants-"));
  chmodSync(home, 0o755);
  const server = await openServer({ directory: join(home, "data"), major, scratch: true });
  try {
    const name = `mutants_${randomBytes(4).toString("hex")}`;
    const create = statement`create database ${identifier(name)}`;
    await withClient(
      () => connect(server.url("postgres")),
      (client) => client.query(create),
    );
    return await run(() => connect(server.url(name)));
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function withClient(open, run) {
  const client = await open();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
