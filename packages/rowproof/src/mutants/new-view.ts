import { identifier, raw } from "../sql/sql.js";
import type { RowCommand } from "./access.js";
import type { MutableTable } from "./context.js";
import { statement } from "./statement.js";

/** Where a new view is, and what a role may do with it. */
interface NewViewGrant {
  readonly schema: string;
  readonly privilege: RowCommand;
  readonly role: string;
}

/** A view of every row of a table, which runs as its owner. */
export function newView({ id }: MutableTable, { schema, privilege, role }: NewViewGrant): string {
  const view = identifier(schema, "everything");
  return statement`create view ${view} as select * from ${id};
grant ${raw(privilege)} on ${view} to ${identifier(role)}`;
}
