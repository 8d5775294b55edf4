// Each mutant in a copy of the companion's database, committed, as `rowproof prove` meets a database.
import { findBrokenCells, preventsRows, seedDatabase } from "../../packages/rowproof/dist/mutants/mutants.js";

/** @typedef {import("../../packages/rowproof/dist/mutants/mutants.js").BrokenCell} BrokenCell */
/** @typedef {import("../../packages/rowproof/dist/mutants/mutants.js").Mutant} Mutant */

/**
 * @typedef {object} CleanCompanion the database without a change, in which every mutant begins
 * @property {import("./database.mjs").Databases} databases
 * @property {import("../../packages/rowproof/dist/contract/contract.js").Contract} contract
 * @property {import("../../packages/rowproof/dist/seed/seeded.js").Seeded} seeded the rows of the database "seeded"
 */

/**
 * Seeds rows into a copy of the clean database and commits them.
 * @param {import("./database.mjs").Databases} databases
 * @param {import("../../packages/rowproof/dist/contract/contract.js").Contract} contract
 * @returns {Promise<CleanCompanion>}
 */
export async function seedCompanion(databases, contract) {
  await databases.copy("seeded", "first");
  const seeded = await databases.on("seeded")((client) => seedAndCommit(client, contract));
  return { databases, contract, seeded };
}

/**
 * The cells that are broken without a change.
 * @param {CleanCompanion} clean
 * @returns {Promise<readonly BrokenCell[]>}
 */
export function attackClean({ databases, contract, seeded }) {
  return databases.onCopy("seeded", (on) =>
    on((client) => findBrokenCells(client, { contract, seeded, untilLeak: false })),
  );
}

/**
 * The cells that a mutant breaks, up to the first object with a leak.
 * @param {CleanCompanion} clean
 * @param {Mutant} mutant
 * @returns {Promise<readonly BrokenCell[]>}
 */
export async function attack(clean, mutant) {
  // Roles belong to the whole server, so such a change must not be committed.
  if (mutant.serverWide) return attackAfterSeeding(clean, mutant);
  return (await attackBeforeSeeding(clean, mutant)) ?? attackAfterSeeding(clean, mutant);
}

/** The change comes first and then the rows. Undefined if the change prevents rows that the clean database takes. */
function attackBeforeSeeding({ databases, contract, seeded: cleanRows }, { sql }) {
  return databases.onCopy("first", async (on) => {
    const seeded = await on(async (client) => {
      await client.query(sql);
      return seedAndCommit(client, contract);
    });
    if (preventsRows(seeded, cleanRows)) return undefined;
    // Another connection: no claim was ever set in it.
    return on((client) => findBrokenCells(client, { contract, seeded, untilLeak: true }));
  });
}

/** The rows come first, and the change is in a transaction that ends with the connection. */
function attackAfterSeeding({ databases, contract, seeded }, { sql }) {
  return databases.onCopy("seeded", (on) =>
    on(async (client) => {
      await client.query("begin");
      await client.query(sql);
      return findBrokenCells(client, { contract, seeded, untilLeak: true });
    }),
  );
}

async function seedAndCommit(client, contract) {
  await client.query("begin");
  const seeded = await seedDatabase(client, contract);
  await client.query("commit");
  return seeded;
}
