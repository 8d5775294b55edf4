import { connect, type FreshDatabase } from "@rowproof/testing/database";
import { readCatalog } from "../../src/catalog/catalog.js";
import type { Contract } from "../../src/contract/contract.js";
import { resolveContract } from "../../src/contract/resolved.js";
import type { Cell, Proof } from "../../src/judge/proof.js";
import { type ProveOptions, proveOn } from "../../src/judge/prove.js";
import { seedRows } from "../../src/seed/seed-rows.js";

/** Seeds in a test's own database, and attacks it over a fresh connection. */
export async function proveSeeded(
  { client, url }: Pick<FreshDatabase, "client" | "url">,
  contract: Contract,
  schemas: readonly string[] = contract.schemas,
  more: Partial<ProveOptions> = {},
): Promise<Proof> {
  const resolved = resolveContract(contract, await readCatalog(client, { schemas }));
  await client.query("begin");
  const seeded = await seedRows(client, resolved);
  await client.query("commit");
  const attacker = await connect(url);
  try {
    return await proveOn(attacker, { contract: resolved, seeded, ...more });
  } finally {
    await attacker.end();
  }
}

/** One line a cell that is not kept. */
export function brokenLines({ cells }: Proof): readonly string[] {
  return cells
    .filter(({ status }) => status !== "ok")
    .map(lineOf)
    .sort();
}

function lineOf({ object, actor, command, status, untested }: Cell): string {
  const list = object.arguments === undefined ? "" : `(${object.arguments})`;
  const why = untested === undefined ? "" : `: ${untested}`;
  return `${status} ${object.schema}.${object.name}${list} ${actor} ${command}${why}`;
}
