// The companion's database without its year of rows, created from its schema file.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readCatalog } from "../../packages/rowproof/dist/catalog/catalog.js";
import { loadContract } from "../../packages/rowproof/dist/contract/load.js";
import { ensurePlatform } from "../../packages/rowproof/dist/embedded/platform.js";

const config = fileURLToPath(new URL("../../apps/companion/rowproof.config.ts", import.meta.url));

/** The companion's contract. */
export function companionContract() {
  return loadContract(config);
}

/**
 * Creates the companion's schema in an empty database.
 * @param {import("pg").ClientBase} client a superuser's
 * @param {import("../../packages/rowproof/dist/contract/contract.js").Contract} contract
 * @returns {Promise<import("../../packages/rowproof/dist/catalog/facts.js").Catalog>} the catalog of the clean database
 */
export async function makeCompanion(client, contract) {
  await ensurePlatform(client);
  await client.query(await readFile(contract.schema, "utf8"));
  return readCatalog(client, { schemas: contract.schemas });
}
