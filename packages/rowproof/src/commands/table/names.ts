import type { Catalog, RelationName } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import type { Contract } from "../../contract/contract.js";
import { nameUse } from "../../contract/edit/typed-name.js";
import { RowproofError } from "../../diagnostic.js";
import { longestName } from "../../sql/names.js";
import { objectOf } from "../../sql/object-name.js";
import { displayName } from "../../sql/sql.js";

/**
 * Makes sure that a relation can have a name.
 * @throws {RowproofError} exit code 2
 */
export function requireUsableName(name: string): void {
  if (name.trim() === "") throw noName();
  if (Buffer.byteLength(name) > longestName) throw longName(name);
}

/**
 * Makes sure that a name is free in the contract.
 * @throws {RowproofError} `table/name-taken`, exit code 2
 */
export function requireFreeInContract(contract: Contract, name: RelationName): void {
  const use = nameUse(contract, name);
  if (use === undefined) return;
  const { table, as } = use;
  if (as === "table") throw nameTaken(name, `the contract has a table ${table.key}`);
  const columns = as === "views" ? ", a view with snake_case columns" : "";
  throw nameTaken(name, `it is another name of table ${table.key}${columns}`);
}

/**
 * Makes sure that a name is free in the database.
 * @throws {RowproofError} `table/name-taken`, exit code 2
 */
export function requireFreeInDatabase(catalog: Catalog, { schema, name }: RelationName): void {
  const relation = findRelation(catalog, schema, name);
  if (relation) throw nameTaken({ schema, name }, `the database has ${objectOf(relation)}`);
}

export function nameTaken({ schema, name }: RelationName, why: string): RowproofError {
  return new RowproofError(
    {
      id: "table/name-taken",
      sqlstate: "42P07",
      message: `the name ${displayName(schema, name)} is taken`,
      why: `${why}; nothing was written`,
      fix: "choose another name, or rename what has this one first",
    },
    2,
  );
}

function noName(): RowproofError {
  return new RowproofError(
    {
      id: "table/no-name",
      message: "the table's name is empty",
      why: "a table needs a name",
      fix: "write the name as it will be in the database, without SQL's quotes",
    },
    2,
  );
}

function longName(name: string): RowproofError {
  return new RowproofError(
    {
      id: "table/long-name",
      sqlstate: "42622",
      message: `"${name}" is ${Buffer.byteLength(name)} bytes long`,
      why: `Postgres cuts names at ${longestName} bytes`,
      fix: "choose a shorter name",
    },
    2,
  );
}
