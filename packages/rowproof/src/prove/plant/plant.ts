import type pg from "pg";
import type { Catalog } from "../../catalog/facts.js";
import type { Contract } from "../../contract/contract.js";
import { keyOf } from "../table-key.js";
import type { Entry, Garden } from "./garden.js";
import { plantGuided } from "./guided.js";
import { claimsSetting } from "./insertion.js";
import { checkLate } from "./late-keys.js";
import { plantLegacy } from "./legacy.js";
import { plantLevels } from "./levels.js";
import { otherValuesOf } from "./other-values.js";
import type { Planted, PlantedRow } from "./planted.js";
import { setPostponed } from "./postponed.js";
import { preparePlanting } from "./preparation.js";
import { refreshViews } from "./refresh.js";
import { proveSprouts, type Sprouts, seedlingOf } from "./seedlings.js";
import { settle } from "./settlement.js";
import { recordStrays } from "./strays.js";
import { tablesWithout, viewsWithout, withoutUsers } from "./unplanted.js";

/**
 * Plants rows for everybody of the contract's cast in every table of a catalog, by real inserts in the order of the
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
 * @throws what the driver throws where the connection is lost; what a table refuses is in `unplanted`.
 */
export async function plantRows(
  client: pg.ClientBase,
  { contract, catalog }: { readonly contract: Contract; readonly catalog: Catalog },
): Promise<Planted> {
  const planting = await preparePlanting(client, contract, catalog);
  const { garden } = planting;
  await checkLate(planting, true);
  const failures = await plantLevels(planting, contract);
  await checkLate(planting, false);
  await setPostponed(planting);
  await plantLegacy(planting);
  await plantGuided(planting, contract, catalog);
  await recordStrays(planting);
  const gone = await settle(planting);
  const views = await refreshViews(client, catalog);
  const sprouts = await proveSprouts(planting);
  await client.query(claimsSetting(""));
  return {
    persons: [...garden.cast.values()].map(({ person }) => person),
    rows: planting.planted.map(plantedRow),
    unplanted: [
      ...withoutUsers(garden),
      ...tablesWithout(failures, garden),
      ...gone,
      ...viewsWithout(views, garden),
    ],
    ...furtherRows(garden, sprouts),
  };
}

/** What makes one more row, and other values of a row that is there. */
function furtherRows(garden: Garden, sprouts: Sprouts): Pick<Planted, "seedling" | "otherValues"> {
  return {
    seedling: (table, person, round = 0) => {
      const sprout = sprouts.get(keyOf(table))?.get(person);
      return sprout === undefined ? undefined : seedlingOf(sprout, round, garden);
    },
    otherValues: (table, column, than) => {
      const blueprint = garden.blueprints.get(keyOf(table));
      return blueprint === undefined ? [] : otherValuesOf(blueprint, column, than, garden);
    },
  };
}

function plantedRow({ blueprint, person, row, statement }: Entry): PlantedRow {
  const { schema, name } = blueprint.relation;
  return { table: { schema, name }, person, row, statement };
}
