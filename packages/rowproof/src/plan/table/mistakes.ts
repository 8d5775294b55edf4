import { RowproofError } from "../../diagnostic.js";

/** The parent table is in the contract and not in the database. */
export function noParent(table: string, parent: string): RowproofError {
  return new RowproofError(
    {
      id: "table/no-parent",
      message: `table ${table} needs its parent ${parent}, which is not in the database`,
      why: "its foreign key refers to the parent's columns",
      fix: "apply the migration that creates it first: rowproof up",
    },
    1,
  );
}

/** The column that refers to the parent cannot be derived from the parent's key. */
export function parentKeyOfMany(table: string, parent: string): RowproofError {
  return new RowproofError(
    {
      id: "table/no-link",
      message: `no column of ${table} refers to ${parent}`,
      why: `the primary key of ${parent} is not a single column other than its owner, so no column can be derived`,
      fix: `name the column in --columns, with its foreign key: "… references ${parent} (…)"`,
    },
    2,
  );
}
