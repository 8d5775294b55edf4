import { type Piece, raw } from "../sql/sql.js";
import type { MutableView } from "./context.js";
import { statement } from "./statement.js";

/** The view with something added to the end of its query. */
export function redefinedView({ id, relation }: MutableView, tail: Piece, invoker = "true"): string {
  const query = raw((relation.definition ?? "").replace(/;\s*$/, ""));
  return statement`create or replace view ${id} with (security_invoker = ${raw(invoker)}) as ${query} ${tail}`;
}
