// The one place where the bench meets the prover.
import { readCatalog } from "../../packages/rowproof/dist/catalog/catalog.js";
import { plantRows } from "../../packages/rowproof/dist/prove/plant/plant.js";
import { proveOn } from "../../packages/rowproof/dist/prove/prove.js";

/** @typedef {import("../../packages/rowproof/dist/prove/plant/planted.js").Planted} Planted */

/**
 * @typedef {object} Ground the clean database with its rows, on which every mutant is tried
 * @property {import("./database.mjs").Databases} databases
 * @property {import("./subject.mjs").Contract} contract
 * @property {Planted} planted
 */

/**
 * @typedef {object} Broken a cell in which the database and the contract differ
 * @property {string} cell actor, command and object
 * @property {"leak" | "lockout"} status
 * @property {string} what the plainest attempt that showed it
 */

/**
 * Plants the rows, to stay: what a mutant copies or keeps has them too.
 * @param {import("./database.mjs").Databases} databases
 * @param {import("./subject.mjs").Contract} contract
 * @returns {Promise<Ground>}
 */
export function plant(databases, contract) {
  return databases.onFirst(async (client) => {
    const catalog = await readWhole(client, contract);
    await client.query("begin");
    const planted = await plantRows(client, { contract, catalog });
    await client.query("commit");
    return { databases, contract, planted };
  });
}

/**
 * The cells that a change breaks, or that are broken where there is no change. Nothing of it stays: roles are the whole
 * server's, so it is in a transaction that ends with the connection.
 * @param {Ground} ground
 * @param {string} [change]
 * @returns {Promise<readonly Broken[]>}
 */
export function attack({ databases, contract, planted }, change) {
  return databases.onCopy(async (client) => {
    await client.query("begin");
    if (change !== undefined) await client.query(change);
    // Read anew each time: what a mutant adds is attacked too.
    const catalog = await readWhole(client, contract);
    const { cells } = await proveOn(client, { contract, catalog, planted });
    return cells.filter(({ status }) => status === "leak" || status === "lockout").map(brokenCell);
  });
}

/** The exposed schemas and the one that they rest on, as a shadow has them. */
function readWhole(client, { schemas }) {
  return readCatalog(client, { schemas: [...schemas, "auth"] });
}

function brokenCell({ actor, command, object, status, breaches: [first] }) {
  return { cell: `${actor} ${command} ${object.schema}.${object.name}`, status, what: first?.what ?? "" };
}
