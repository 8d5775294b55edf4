// What mutants are made of: the companion's tables and views, with what the contract says of their owner.

import { findRelation } from "../../packages/rowproof/dist/contract/matching.js";
import { contractTables, ownerColumns, viewsOf } from "../../packages/rowproof/dist/contract/tables.js";
import { displayName } from "../../packages/rowproof/dist/sql/sql.js";
import { identifier, piece, raw } from "./statement.mjs";

/** @typedef {import("../../packages/rowproof/dist/catalog/facts.js").Catalog} Catalog */
/** @typedef {import("../../packages/rowproof/dist/catalog/facts.js").Relation} Relation */
/** @typedef {import("../../packages/rowproof/dist/catalog/facts.js").Policy} Policy */
/** @typedef {import("../../packages/rowproof/dist/catalog/facts.js").Column} Column */
/** @typedef {import("../../packages/rowproof/dist/contract/contract.js").Contract} Contract */
/** @typedef {import("../../packages/rowproof/dist/sql/sql.js").Piece} Piece */

/**
 * @typedef {object} Named a relation, its name for messages and its name for statements
 * @property {Relation} relation
 * @property {string} name
 * @property {Piece} id
 */

/**
 * @typedef {object} TableParts
 * @property {Column | undefined} owner the column that holds the owner's id; none where no user has rows
 * @property {Piece | undefined} own the rows of the caller, as the companion's policies say it
 * @property {readonly Policy[]} policies those for signed-in users
 * @property {Policy | undefined} service the one for the service
 * @property {ReadonlySet<string>} ruled the commands that reach other rows than the caller's own, by a predicate
 * @typedef {Named & TableParts} Table
 */

/**
 * @typedef {object} Subject
 * @property {Catalog} catalog
 * @property {readonly Table[]} tables all of them, in the contract's order
 * @property {readonly Table[]} owned those in which users have rows
 * @property {readonly (Named & { readonly base: Table })[]} views the compat views
 * @property {readonly { readonly table: Table, readonly policy: Policy }[]} policies every policy for signed-in users
 */

/** @returns {Subject} */
export function subjectOf(catalog, contract) {
  const tables = contractTables(contract).map((table) => tableOf(catalog, table));
  const views = contractTables(contract).flatMap((table, index) =>
    viewsOf(table).map(({ name }) => ({ ...named(catalog, table.schema, name), base: tables[index] })),
  );
  return {
    catalog,
    tables,
    owned: tables.filter(({ owner }) => owner !== undefined),
    views,
    policies: tables.flatMap((table) => table.policies.map((policy) => ({ table, policy }))),
  };
}

function tableOf(catalog, table) {
  const found = named(catalog, table.schema, table.name);
  const { policies, columns } = found.relation;
  const [ownerColumn] = ownerColumns(table);
  const owner = columns.find(({ name }) => name === ownerColumn);
  return {
    ...found,
    owner,
    own: owner === undefined ? undefined : piece`${identifier(owner.name)} = ${callerAs(owner)}`,
    policies: policies.filter(({ roles }) => roles.includes("authenticated")),
    service: policies.find(({ roles }) => roles.includes("service_role")),
    ruled: new Set(
      Object.entries(table.access.authenticated).flatMap(([command, { rows }]) =>
        rows.kind === "where" ? [command] : [],
      ),
    ),
  };
}

function named(catalog, schema, name) {
  const relation = findRelation(catalog, schema, name);
  if (relation === undefined) throw new Error(`the companion has no ${displayName(schema, name)}`);
  return { relation, name: displayName(schema, name), id: identifier(schema, name) };
}

/** The caller's id, of the type that a column has: read once a statement. */
export function callerAs({ type }) {
  return type === "uuid" ? raw("(select auth.uid())") : raw("(select auth.uid()::text)");
}

/** The table's policy for signed-in users and one command. */
export function policyFor({ policies }, command) {
  return policies.find((policy) => policy.command === command);
}

/** Whether a policy is for the caller's own rows, and says nothing else. */
export function isForOwn({ table, policy }) {
  return table.owner !== undefined && !table.ruled.has(policy.command);
}

/** Whether a role may do this with a relation, or with a column of it where one is named. */
export function may({ relation }, role, privilege, column) {
  const found = relation.effective.find((one) => one.role === role && one.privilege === privilege);
  if (found === undefined) return false;
  return found.columns === null || column === undefined || found.columns.includes(column);
}

/** Whether whoever is signed in, or is not, may do anything with it. */
export function isReached({ relation }) {
  return relation.effective.some(({ role }) => role !== "service_role");
}

/** One policy of each table, in turn over its commands: where all of them would only say the same again. */
export function onePolicyEach({ tables }) {
  return tables
    .filter(({ policies }) => policies.length > 0)
    .map((table, index) => ({ table, policy: table.policies[index % table.policies.length] }));
}

/** The table with that name. */
export function tableNamed({ tables }, name) {
  const found = tables.find(({ relation }) => relation.name === name);
  if (found === undefined) throw new Error(`the companion has no table ${name}`);
  return found;
}

/** A table's primary key, where it is one column. */
export function keyOf({ relation }) {
  const key = relation.constraints.find(({ kind }) => kind === "primary key");
  return relation.columns.find(({ name }) => key?.columns.length === 1 && name === key.columns[0]);
}
