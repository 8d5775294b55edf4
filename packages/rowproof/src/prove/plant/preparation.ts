import type pg from "pg";
import type { Catalog } from "../../catalog/facts.js";
import type { Contract } from "../../contract/contract.js";
import { qualifiedName } from "../../contract/tables.js";
import { castOf } from "../cast.js";
import { keyOf } from "../table-key.js";
import type { Blueprint } from "./blueprint.js";
import { readBlueprints } from "./blueprints.js";
import type { Garden } from "./garden.js";
import { orderOf } from "./order.js";
import type { Planting } from "./planting.js";

/** Reads all that must be known before the first row. */
export async function preparePlanting(
  client: pg.ClientBase,
  contract: Contract,
  catalog: Catalog,
): Promise<Planting> {
  const blueprints = await readBlueprints(client, contract, catalog);
  return {
    client,
    garden: await makeGarden(client, contract, catalog, blueprints),
    triggers: hasTriggers(catalog, blueprints),
    planted: [],
    learned: new Map(),
    barren: new Set(),
  };
}

async function makeGarden(
  client: pg.ClientBase,
  contract: Contract,
  catalog: Catalog,
  blueprints: readonly Blueprint[],
): Promise<Garden> {
  const { rows } = await client.query<{ today: string }>(
    "select extract(epoch from date_trunc('day', now()))::text as today",
  );
  const byKey = (key: string) => keyOf(qualifiedName(key, contract.schemas));
  return {
    cast: new Map(castOf(contract, catalog).map((member) => [member.person.name, member])),
    order: orderOf(blueprints),
    blueprints: new Map(blueprints.map((blueprint) => [blueprint.key, blueprint])),
    entries: new Map(),
    today: Number(rows[0]?.today ?? 0) * 1000,
    fixtures: new Map(Object.entries(contract.fixtures).map(([key, list]) => [byKey(key), list])),
  };
}

function hasTriggers(catalog: Catalog, blueprints: readonly Blueprint[]): boolean {
  return (
    catalog.outsideTriggers.length > 0 || blueprints.some(({ relation }) => relation.triggers.length > 0)
  );
}
