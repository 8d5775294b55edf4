import type { Relation } from "../catalog/facts.js";
import { findRelation } from "../catalog/find-relation.js";
import { viewsOf } from "../contract/tables.js";
import type { Subject, SubjectTable } from "./subject.js";

/** A name that the contract keeps for a table, and the view of that name where there is one. */
export interface CompatView {
  readonly table: SubjectTable;
  readonly name: string;
  /** The name that a column of the table has in it. */
  columnName(column: string): string;
  readonly view: Relation | undefined;
}

/** The compat views of the contract; a name that something else has taken counts as not there. */
export function compatViewsOf({ catalog, tables }: Subject): readonly CompatView[] {
  return tables.flatMap((table) =>
    viewsOf(table).map(({ name, columnName }) => {
      const relation = findRelation(catalog, table.schema, name);
      return { table, name, columnName, view: relation?.kind === "view" ? relation : undefined };
    }),
  );
}
