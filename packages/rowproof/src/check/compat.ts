import type { Relation } from "../catalog/facts.js";
import { findRelation } from "../contract/matching.js";
import type { Subject, SubjectTable } from "./subject.js";

/** A name that the contract keeps for a table, and the view of that name where there is one. */
export interface CompatView {
  readonly table: SubjectTable;
  readonly name: string;
  readonly view: Relation | undefined;
}

/** The compat views of the contract; a name that something else has taken counts as not there. */
export function compatViewsOf({ catalog, tables }: Subject): readonly CompatView[] {
  return tables.flatMap((table) =>
    table.views.map((name) => {
      const relation = findRelation(catalog, table.schema, name);
      return { table, name, view: relation?.kind === "view" ? relation : undefined };
    }),
  );
}
