import { RowproofError } from "../../diagnostic.js";

/** The table that rows are to stay within is in the contract and not in the database. */
export function noParent(table: string, parent: string): RowproofError {
  return new RowproofError(
    {
      id: "table/no-parent",
      message: `table ${table} is to stay within ${parent}, which is not in the database`,
      why: "the foreign key that keeps its rows there names the parent's columns",
      fix: "apply the migration that makes it first: rowproof up",
    },
    1,
  );
}

/** Which column leads to the parent cannot be told from its key. */
export function parentKeyOfMany(table: string, parent: string): RowproofError {
  return new RowproofError(
    {
      id: "table/no-link",
      message: `no column leads from a row of ${table} to its row of ${parent}`,
      why: `the primary key of ${parent} is not one column beside its owner, so none was made up`,
      fix: `name the column in --columns, with its foreign key: "… references ${parent} (…)"`,
    },
    2,
  );
}
