import type pg from "pg";
import { readCatalog } from "../../catalog/catalog.js";
import { bindPredicates } from "../../catalog/predicates.js";
import { predicatesOf } from "../../check/predicates.js";
import { type CheckResult, runChecks } from "../../check/run.js";
import type { Contract } from "../../contract/contract.js";
import { type ResolvedContract, resolveContract } from "../../contract/resolved.js";

/** The result of checking a database against its contract. */
export interface Verification {
  /** The contract, resolved against the database's catalog. */
  readonly contract: ResolvedContract;
  readonly results: readonly CheckResult[];
}

/** Reads the catalog and runs every static check; inside the present transaction if there is one. */
export async function checkAgainst(contract: Contract, client: pg.ClientBase): Promise<Verification> {
  const resolved = await readResolved(contract, client);
  return { contract: resolved, results: await runChecks(resolved) };
}

/** Resolves the contract against the database's catalog, with its conditions as this server prints them. */
export async function readResolved(contract: Contract, client: pg.ClientBase): Promise<ResolvedContract> {
  const catalog = await readCatalog(client, { schemas: contract.schemas });
  const resolved = resolveContract(contract, catalog);
  const predicates = await bindPredicates(client, predicatesOf(resolved));
  return { ...resolved, catalog: { ...catalog, external: { ...catalog.external, predicates } } };
}
