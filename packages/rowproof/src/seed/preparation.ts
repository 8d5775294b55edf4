import type pg from "pg";
import type { Catalog } from "../catalog/facts.js";
import type { ResolvedContract } from "../contract/resolved.js";
import type { SeedContext } from "./seed-context.js";
import type { SeedRun } from "./seed-run.js";
import { orderOf } from "./seeding-order.js";
import type { TableSpec } from "./table-spec.js";
import { readTableSpecs } from "./table-specs.js";
import { testUsersOf } from "./test-users.js";

/** Reads what must be known before the first row. */
export async function prepareSeeding(client: pg.ClientBase, contract: ResolvedContract): Promise<SeedRun> {
  const specs = await readTableSpecs(client, contract);
  return {
    client,
    context: await seedContextOf(client, contract, specs),
    hasTriggers: hasTriggers(contract.catalog, specs),
    seeded: [],
    lastVariants: new Map(),
    exhaustedTables: new Set(),
  };
}

async function seedContextOf(
  client: pg.ClientBase,
  contract: ResolvedContract,
  specs: readonly TableSpec[],
): Promise<SeedContext> {
  const { rows } = await client.query<{ today: string }>(
    "select extract(epoch from date_trunc('day', now()))::text as today",
  );
  return {
    testUsers: new Map(testUsersOf(contract).map((testUser) => [testUser.identity.name, testUser])),
    order: orderOf(specs),
    specs: new Map(specs.map((spec) => [spec.key, spec])),
    storedRows: new Map(),
    today: Number(rows[0]?.today ?? 0) * 1000,
    fixtures: contract.fixtures,
  };
}

function hasTriggers(catalog: Catalog, specs: readonly TableSpec[]): boolean {
  return catalog.outsideTriggers.length > 0 || specs.some(({ relation }) => relation.triggers.length > 0);
}
