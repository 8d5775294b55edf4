// The one place where the bench meets the prover.
import { readCatalog } from "../../packages/rowproof/dist/catalog/catalog.js";
import { proveOn } from "../../packages/rowproof/dist/judge/prove.js";
import { seedRows } from "../../packages/rowproof/dist/seed/seed-rows.js";

/** @typedef {import("../../packages/rowproof/dist/seed/seeded.js").Planted} Planted */

/**
 * @typedef {object} Ground the clean database, on which every mutant is tried
 * @property {import("./database.mjs").Databases} databases
 * @property {import("./subject.mjs").Contract} contract
 * @property {Planted} planted the rows of the database that has some
 */

/**
 * @typedef {object} Broken a cell in which the database and the contract differ
 * @property {string} cell actor, command and object
 * @property {"leak" | "lockout"} status
 * @property {string} what the plainest attempt that showed it
 */

/**
 * Plants rows in a copy of the clean database, to stay.
 * @param {import("./database.mjs").Databases} databases
 * @param {import("./subject.mjs").Contract} contract
 * @returns {Promise<Ground>}
 */
export async function plant(databases, contract) {
  await databases.copy("planted", "first");
  const planted = await databases.on("planted")((client) => plantOn(client, contract));
  return { databases, contract, planted };
}

/**
 * The cells that are broken where there is no change.
 * @param {Ground} ground
 * @returns {Promise<readonly Broken[]>}
 */
export function attackClean({ databases, contract, planted }) {
  return databases.onCopy("planted", (on) => on((client) => brokenCells(client, contract, planted)));
}

/**
 * The cells that a change breaks, or the first objects of them.
 * @param {Ground} ground
 * @param {import("./mutants.mjs").Mutant} mutant
 * @returns {Promise<readonly Broken[]>}
 */
export async function attack(ground, mutant) {
  // Roles are the whole server's: such a change must not be committed.
  if (mutant.serverWide) return attackPlanted(ground, mutant);
  return (await attackMutant(ground, mutant)) ?? attackPlanted(ground, mutant);
}

/**
 * The change first and then the rows, as `rowproof prove` meets a database: what its policies speak of is planted. Nothing
 * where the change is in the way of rows that could be planted without it.
 */
function attackMutant({ databases, contract, planted: clean }, { sql }) {
  return databases.onCopy("first", async (on) => {
    const planted = await on(async (client) => {
      await client.query(sql);
      return plantOn(client, contract);
    });
    if (isPoorer(planted, clean)) return undefined;
    // Another connection: in this one no claim was ever set.
    return on((client) => brokenCells(client, contract, planted, true));
  });
}

/** The rows first, and the change in a transaction that ends with the connection. */
function attackPlanted({ databases, contract, planted }, { sql }) {
  return databases.onCopy("planted", (on) =>
    on(async (client) => {
      await client.query("begin");
      await client.query(sql);
      return brokenCells(client, contract, planted, true);
    }),
  );
}

function isPoorer({ unplanted }, clean) {
  const keyOf = ({ table, person }) => JSON.stringify([table.schema, table.name, person]);
  const anyway = new Set(clean.unplanted.map(keyOf));
  const tables = new Set(clean.rows.map(({ table }) => table.name));
  return unplanted.some((gap) => tables.has(gap.table.name) && !anyway.has(keyOf(gap)));
}

async function plantOn(client, contract) {
  const catalog = await readWhole(client, contract);
  await client.query("begin");
  const planted = await seedRows(client, { contract, catalog });
  await client.query("commit");
  return planted;
}

async function brokenCells(client, contract, planted, untilLeak = false) {
  // Read anew each time: what a mutant adds is attacked too.
  const catalog = await readWhole(client, contract);
  const { cells } = await proveOn(client, { contract, catalog, planted, untilLeak });
  return cells.filter(({ status }) => status === "leak" || status === "lockout").map(brokenCell);
}

/** The exposed schemas and the one that they rest on, as a shadow has them. */
function readWhole(client, { schemas }) {
  return readCatalog(client, { schemas: [...schemas, "auth"] });
}

function brokenCell({ actor, command, object, status, breaches: [first] }) {
  return { cell: `${actor} ${command} ${object.schema}.${object.name}`, status, what: first?.what ?? "" };
}
