import type pg from "pg";
import type { Contract } from "../contract/contract.js";
import { seedRows } from "../seed/seed-rows.js";
import type { SeedResult, UnseededTable } from "../seed/seeded.js";
import { keyOf } from "../sql/relation-key.js";
import { resolveWithAuth } from "./broken-cell.js";

/** Seeds rows into the database as it is, in the client's open transaction. */
export async function seedDatabase(client: pg.ClientBase, contract: Contract): Promise<SeedResult> {
  return seedRows(client, await resolveWithAuth(client, contract));
}

/** Whether a change prevents rows that the unchanged database takes. New tables do not count. */
export function preventsRows({ unseeded }: SeedResult, clean: SeedResult): boolean {
  const missing = new Set(clean.unseeded.map(gapKey));
  const tables = new Set(clean.rows.map(({ table }) => keyOf(table)));
  return unseeded.some((gap) => tables.has(keyOf(gap.table)) && !missing.has(gapKey(gap)));
}

function gapKey({ table, person }: UnseededTable): string {
  return JSON.stringify([keyOf(table), person]);
}
