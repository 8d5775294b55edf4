import { identifier, statement } from "../statement.mjs";
import { may, policyFor } from "../subject.mjs";

const held = "WITH CHECK keeps the owner column at the value that it has";
const noRow = "no policy shows signed-in users a row of it";
const noPolicy = "no policy lets signed-in users insert here";

/**
 * Columns that users may not write, where they may write others.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantColumn = {
  name: "column granted",
  changes: (subject) =>
    limited(subject).flatMap((table) =>
      table.relation.columns
        .filter(({ name }) => !may(table, "authenticated", "UPDATE", name))
        .map((column) => ({
          on: `update (${column.name}) on ${table.name}`,
          sql: statement`grant update (${identifier(column.name)}) on ${table.id} to authenticated`,
          ...unchanged(table, column),
        })),
    ),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const grantColumnOfInsert = {
  name: "column granted for inserts",
  changes: (subject) =>
    limited(subject).flatMap((table) =>
      table.relation.columns.map(({ name }) => ({
        on: `insert (${name}) on ${table.name}`,
        sql: statement`grant insert (${identifier(name)}) on ${table.id} to authenticated`,
        equivalent: noPolicy,
      })),
    ),
};

/** The tables of which users may update some columns and insert none. */
function limited({ owned }) {
  return owned.filter((table) => {
    const update = policyFor(table, "update") !== undefined;
    return update && !may(table, "authenticated", "INSERT");
  });
}

/** A privilege on any other is one that the contract withholds, whatever a trigger makes of what was written there. */
function unchanged({ owner }, { name }) {
  return name === owner.name ? { equivalent: held } : {};
}

/**
 * Columns of a table that only the service reads: the policies show no row of it.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantColumnOfSelect = {
  name: "column granted for selects",
  changes: ({ tables }) =>
    tables
      .filter((table) => table.owner === undefined && policyFor(table, "select") === undefined)
      .flatMap(({ name, id, relation }) =>
        relation.columns
          .filter(({ type }) => /json|text/.test(type))
          .map((column) => ({
            on: `select (${column.name}) on ${name}`,
            sql: statement`grant select (${identifier(column.name)}) on ${id} to authenticated`,
            equivalent: noRow,
          })),
      ),
};
