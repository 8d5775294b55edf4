import { readCatalog } from "../../src/catalog/catalog.js";
import type { Contract } from "../../src/contract/contract.js";
import { plantRows } from "../../src/prove/plant/plant.js";
import { type ProveOptions, proveOn } from "../../src/prove/prove.js";
import type { Cell, Proof } from "../../src/prove/verdict.js";
import { connect, type FreshDatabase } from "../database.js";

/** Plants in a test's own database, and attacks it over a fresh connection. */
export async function provePlanted(
  { client, url }: Pick<FreshDatabase, "client" | "url">,
  contract: Contract,
  schemas: readonly string[] = contract.schemas,
  more: Partial<ProveOptions> = {},
): Promise<Proof> {
  const catalog = await readCatalog(client, { schemas });
  await client.query("begin");
  const planted = await plantRows(client, { contract, catalog });
  await client.query("commit");
  const attacker = await connect(url);
  try {
    return await proveOn(attacker, { contract, catalog, planted, ...more });
  } finally {
    await attacker.end();
  }
}

/** One line a cell that is not kept. */
export function brokenLines({ cells }: Proof): readonly string[] {
  return cells
    .filter(({ status }) => status !== "kept")
    .map(lineOf)
    .sort();
}

function lineOf({ object, actor, command, status, untried }: Cell): string {
  const list = object.arguments === undefined ? "" : `(${object.arguments})`;
  const why = untried === undefined ? "" : `: ${untried}`;
  return `${status} ${object.schema}.${object.name}${list} ${actor} ${command}${why}`;
}
