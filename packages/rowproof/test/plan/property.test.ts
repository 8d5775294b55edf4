import { type FreshDatabase, freshCluster, freshDatabaseOn } from "@rowproof/testing/database";
import { seed } from "@rowproof/testing/sample";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Major } from "../../src/embedded/binaries.js";
import { apply, findings, planFor } from "./applying.js";
import { accessFaults } from "./drawn-access.js";
import { build, contents, contractOf } from "./drawn-run.js";
import { external } from "./drawn-sql.js";
import { type DrawnTable, tables } from "./drawn-table.js";

/** How many schemas are drawn for each major version; `npm run test:plan` draws more. */
const cases = Number(process.env.ROWPROOF_DRAWN ?? 12);
const majors: readonly Major[] = process.env.ROWPROOF_DRAWN === undefined ? [17] : [15, 16, 17, 18];

describe.each(majors)("Postgres %i", (major) => {
  let cluster: FreshDatabase;
  beforeAll(async () => {
    cluster = await freshCluster({ major });
    await cluster.client.query("create role drawn_other");
  });
  afterAll(() => cluster?.drop());

  test("whatever the schema and the contract: one plan leads to a clean verify, a second is empty, no row is changed, and callers get what the contract says", async () => {
    console.log(`Postgres ${major}: ${cases} drawn schemas, seed ${seed}`);
    await fc.assert(
      fc.asyncProperty(tables, fc.subarray([...external], { maxLength: 4 }), fc.boolean(), leadsToClean),
      { numRuns: cases, seed, endOnFailure: false, interruptAfterTimeLimit: 3_000_000 },
    );
  }, 3_600_000);

  async function leadsToClean(
    drawn: readonly DrawnTable[],
    beside: readonly string[],
    open: boolean,
  ): Promise<void> {
    const database = await freshDatabaseOn(cluster.server, open ? "open" : "closed");
    const { client, url } = database;
    try {
      await build(client, drawn, beside);
      const contract = await contractOf(drawn);
      const before = await contents(client);
      const plan = await planFor(client, contract, { prune: true });
      expect(plan.refusals.map(({ message, why }) => `${message}: ${why}`)).toEqual([]);
      await apply(url, contract, plan);
      expect(await findings(client, contract)).toEqual([]);
      const again = await planFor(client, contract, { prune: true });
      expect(again.groups).toEqual([]);
      expect(again.refusals).toEqual([]);
      expect(await contents(client)).toEqual(before);
      expect(await accessFaults(client, contract)).toEqual([]);
    } finally {
      await database.drop();
    }
  }
});
