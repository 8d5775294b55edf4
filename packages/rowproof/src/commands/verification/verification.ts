import type pg from "pg";
import { readCatalog } from "../../catalog/catalog.js";
import type { Catalog } from "../../catalog/facts.js";
import { bindPredicates } from "../../catalog/predicates.js";
import { predicatesOf } from "../../check/predicates.js";
import { type CheckResult, runChecks } from "../../check/run.js";
import type { Contract } from "../../contract/contract.js";

/** What a look at a database against its contract gave. */
export interface Verification {
  readonly catalog: Catalog;
  readonly results: readonly CheckResult[];
}

/** Reads the catalog and runs every static check; within the caller's transaction, where there is one. */
export async function checkAgainst(contract: Contract, client: pg.ClientBase): Promise<Verification> {
  const catalog = await readBound(contract, client);
  return { catalog, results: await runChecks(contract, catalog) };
}

/** The catalog of the contract's schemas, with the contract's own conditions as this server prints them. */
export async function readBound(contract: Contract, client: pg.ClientBase): Promise<Catalog> {
  const catalog = await readCatalog(client, { schemas: contract.schemas });
  const predicates = await bindPredicates(client, predicatesOf(contract, catalog));
  return { ...catalog, external: { ...catalog.external, predicates } };
}
