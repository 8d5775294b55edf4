import type pg from "pg";
import type { Catalog } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { keyOf } from "../sql/relation-key.js";
import { seedGuided } from "./guided.js";
import { claimsSetting } from "./insertion.js";
import { checkLate } from "./late-keys.js";
import { seedLegacy } from "./legacy.js";
import { seedLevels } from "./levels.js";
import { type NewRowRecipes, newRowOf, proveNewRows } from "./new-rows.js";
import { otherValuesOf } from "./other-values.js";
import { setPostponed } from "./postponed.js";
import { prepareSeeding } from "./preparation.js";
import { refreshViews } from "./refresh.js";
import type { Entry, SeedState } from "./seed-state.js";
import type { Seeded, SeededRow } from "./seeded.js";
import { settle } from "./settlement.js";
import { recordStrays } from "./strays.js";
import { tablesWithout, viewsWithout, withoutUsers } from "./unseeded.js";

/**
 * Seeds rows for everybody of the contract's testUsers in every table of a catalog, by real inserts in the order of the
 * foreign keys, and fills the materialized views.
 *
 * Two rows a table for each settled person, one where only one can be: row 0, to which the rows of other tables refer,
 * and row 1, to which nothing does. Rows of a partition are inserted into the uppermost table, and told under the
 * partition's name; they are other rows than those told under the uppermost table's.
 *
 * A row's statement is an insert, an update where a trigger makes the row, or several statements with semicolons between
 * them: where a trigger looks at the request, where a key is checked late, or where other rows' keys had to wait for it.
 *
 * @param client in a transaction, as a superuser or the tables' owner; the transaction stays open and usable, the
 * session's settings as they were, but for `request.jwt.claims`, which is empty.
 * @throws what the driver throws where the connection is lost; what a table refuses is in `unseeded`.
 */
export async function seedRows(
  client: pg.ClientBase,
  { contract, catalog }: { readonly contract: Contract; readonly catalog: Catalog },
): Promise<Seeded> {
  const seeding = await prepareSeeding(client, contract, catalog);
  const { seedState } = seeding;
  await checkLate(seeding, true);
  const failures = await seedLevels(seeding, contract);
  await checkLate(seeding, false);
  await setPostponed(seeding);
  await seedLegacy(seeding);
  await seedGuided(seeding, contract, catalog);
  await recordStrays(seeding);
  const gone = await settle(seeding);
  const views = await refreshViews(client, catalog);
  const recipes = await proveNewRows(seeding);
  await client.query(claimsSetting(""));
  return {
    persons: [...seedState.testUsers.values()].map(({ person }) => person),
    rows: seeding.seeded.map(seededRow),
    unseeded: [
      ...withoutUsers(seedState),
      ...tablesWithout(failures, seedState),
      ...gone,
      ...viewsWithout(views, seedState),
    ],
    ...furtherRows(seedState, recipes),
  };
}

/** What makes one more row, and other values of a row that is there. */
function furtherRows(seedState: SeedState, recipes: NewRowRecipes): Pick<Seeded, "newRow" | "otherValues"> {
  return {
    newRow: (table, person, round = 0) => {
      const recipe = recipes.get(keyOf(table))?.get(person);
      return recipe === undefined ? undefined : newRowOf(recipe, round, seedState);
    },
    otherValues: (table, column, than) => {
      const spec = seedState.specs.get(keyOf(table));
      return spec === undefined ? [] : otherValuesOf(spec, column, than, seedState);
    },
  };
}

function seededRow({ spec, person, row, statement }: Entry): SeededRow {
  const { schema, name } = spec.relation;
  return { table: { schema, name }, person, row, statement };
}
