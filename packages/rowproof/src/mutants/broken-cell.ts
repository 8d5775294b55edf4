import type pg from "pg";
import { readCatalog } from "../catalog/catalog.js";
import type { Contract } from "../contract/contract.js";
import { type ResolvedContract, resolveContract } from "../contract/resolved.js";
import type { Cell } from "../judge/proof.js";
import { proveOn } from "../judge/prove.js";
import type { SeedResult } from "../seed/seeded.js";
import { displayName } from "../sql/sql.js";

/** A cell in which the database and the contract differ. */
export interface BrokenCell {
  /** Actor, command and object. */
  readonly cell: string;
  readonly status: "leak" | "lockout";
  /** The plainest attempt that shows it. */
  readonly what: string;
}

/** What to attack with. */
export interface MutantAttack {
  readonly contract: Contract;
  /** The rows that are there. */
  readonly seeded: SeedResult;
  /** Whether to stop at the first object with a leak. */
  readonly untilLeak: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Proves the database as it is and returns the broken cells. The catalog is read anew each time, so that new objects are
 * attacked too.
 *
 * @param client of a superuser or the tables' owner; in its transaction, or in one of its own that is rolled back.
 */
export async function findBrokenCells(
  client: pg.ClientBase,
  { contract, seeded, untilLeak, signal }: MutantAttack,
): Promise<readonly BrokenCell[]> {
  const resolved = await resolveWithAuth(client, contract);
  const { cells } = await proveOn(client, { contract: resolved, seeded, untilLeak, signal });
  return cells.flatMap(brokenCell);
}

/** Resolves the contract against the exposed schemas and `auth`, on which they rest. */
export async function resolveWithAuth(client: pg.ClientBase, contract: Contract): Promise<ResolvedContract> {
  return resolveContract(contract, await readCatalog(client, { schemas: [...contract.schemas, "auth"] }));
}

function brokenCell({ actor, command, object, status, breaches: [first] }: Cell): readonly BrokenCell[] {
  if (status !== "leak" && status !== "lockout") return [];
  const name = displayName(object.schema, object.name);
  return [{ cell: `${actor} ${command} ${name}`, status, what: first?.what ?? "" }];
}
