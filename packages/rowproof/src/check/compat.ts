import type { Relation } from "../catalog/facts.js";
import type { ResolvedTable } from "../contract/resolved.js";
import type { CheckContext } from "./context.js";

/** A name that the contract keeps for a table, and the view of that name where there is one. */
export interface CompatView {
  readonly table: ResolvedTable;
  readonly name: string;
  /** The name that a column of the table has in it. */
  columnName(column: string): string;
  readonly view: Relation | undefined;
  /** Whether the database has something else of that name. */
  readonly isTaken: boolean;
}

/** The compat views of the contract; a name that something else has taken counts as not there. */
export function compatViewsOf({ tables }: CheckContext): readonly CompatView[] {
  return tables.flatMap((table) =>
    table.views.map(({ name, columnName, relation }) => {
      const view = relation?.kind === "view" ? relation : undefined;
      return { table, name, columnName, view, isTaken: relation !== undefined && view === undefined };
    }),
  );
}
