import type { RelationName } from "../../catalog/facts.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Group } from "../action.js";
import { locks } from "../locks.js";

/** A table in one schema, and its new name. */
export interface Renaming {
  readonly schema: string;
  readonly from: string;
  readonly to: string;
}

/** The view of the new name is dropped and the table takes its name. The contract says what the old name is from then on. */
export function renameStatements({ schema, from, to }: Renaming): Group {
  const table = displayName(schema, from);
  const view = displayName(schema, to);
  return {
    phase: "within",
    object: `table ${view}`,
    reason: `${table} becomes ${view}, and ${table} becomes a view of it, in one transaction, so both names work throughout. Constraints, indexes, sequences and policies keep their names, because programs do not use those.`,
    actions: [
      { sql: `drop view ${quoteRelation({ schema, name: to })};`, lock: locks.exclusive(view) },
      {
        // Without `if exists`: a second time it would rename the view.
        sql: `alter table ${quoteRelation({ schema, name: from })} rename to ${quoteName(to)};`,
        lock: locks.exclusive(table),
      },
    ],
  };
}

/** Without `cascade`, so that it fails if something uses the view by then. */
export function dropOldView(view: RelationName): Group {
  const name = displayName(view.schema, view.name);
  return {
    phase: "within",
    object: `view ${name}`,
    reason: `Nothing in the database uses ${name} any more.`,
    actions: [{ sql: `drop view if exists ${quoteRelation(view)};`, lock: locks.exclusive(name) }],
  };
}
