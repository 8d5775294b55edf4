import type pg from "pg";
import type { ResolvedContract } from "../contract/resolved.js";
import { keyOf } from "../sql/relation-key.js";
import { deferForwardKeys } from "./deferred-keys.js";
import { readFinalRows } from "./final-rows.js";
import { claimsSetting } from "./insert-attempt.js";
import { refreshViews } from "./materialized-views.js";
import { newRowOf, type ProvenNewRows, proveNewRows } from "./new-rows.js";
import { seedInOrder } from "./ordered-rows.js";
import { otherValuesOf } from "./other-values.js";
import { seedOwnerlessRows } from "./ownerless-rows.js";
import { setPostponedKeys } from "./postponed-keys.js";
import { prepareSeeding } from "./preparation.js";
import type { SeedContext, StoredSeedRow } from "./seed-context.js";
import type { SeededRow, SeedResult } from "./seeded.js";
import { seedTestRowStates } from "./test-row-states.js";
import { recordUnplannedRows } from "./unplanned-rows.js";
import { tablesWithout, viewsWithout, withoutUsers } from "./unseeded.js";

/**
 * Seeds rows for the contract's test users in every table of a catalog, with real inserts in the order of the foreign keys,
 * and fills the materialized views.
 *
 * The victim and the attacker get two rows in each table, or one if a table allows only one: row 0, which the rows of other
 * tables reference, and row 1, which no row references. Rows of a partition are inserted into the top table and reported under
 * the partition's name. They are not the rows that are reported under the top table's name.
 *
 * The statement of a row is an insert, an update if a trigger makes the row, or several statements separated by semicolons: if
 * a trigger reads the request, if a foreign key is deferred, or if keys of other rows were postponed until this row existed.
 *
 * @param client in a transaction, as a superuser or the tables' owner. The transaction stays open and usable. The session's
 * settings stay as they were, except `request.jwt.claims`, which is empty.
 * @throws the driver's error if the connection is lost. What a table refuses is in `unseeded`.
 */
export async function seedRows(client: pg.ClientBase, contract: ResolvedContract): Promise<SeedResult> {
  const run = await prepareSeeding(client, contract);
  const { context } = run;
  await deferForwardKeys(run, true);
  const failures = await seedInOrder(run, contract);
  await deferForwardKeys(run, false);
  await setPostponedKeys(run);
  await seedOwnerlessRows(run);
  await seedTestRowStates(run, contract);
  await recordUnplannedRows(run);
  const gone = await readFinalRows(run);
  const views = await refreshViews(client, contract.catalog);
  const newRows = await proveNewRows(run);
  await client.query(claimsSetting(""));
  return {
    persons: [...context.testUsers.values()].map(({ identity }) => identity),
    rows: run.seeded.map(seededRow),
    unseeded: [
      ...withoutUsers(context),
      ...tablesWithout(failures, context),
      ...gone,
      ...viewsWithout(views, context),
    ],
    ...moreRows(context, newRows),
  };
}

/** The functions that make one more row, and other values for an existing row. */
function moreRows(context: SeedContext, newRows: ProvenNewRows): Pick<SeedResult, "newRow" | "otherValues"> {
  return {
    newRow: (table, person, round = 0) => {
      const proven = newRows.get(keyOf(table))?.get(person);
      return proven === undefined ? undefined : newRowOf(proven, round, context);
    },
    otherValues: (table, column, than) => {
      const spec = context.specs.get(keyOf(table));
      return spec === undefined ? [] : otherValuesOf(spec, column, than, context);
    },
  };
}

function seededRow({ spec, person, row, statement }: StoredSeedRow): SeededRow {
  const { schema, name } = spec.relation;
  return { table: { schema, name }, person, row, statement };
}
