import { type Piece, raw } from "../sql/sql.js";

/**
 * The signed-in user's id with the type of an owner column, read once a statement. Undefined for a type that cannot hold a
 * uuid.
 */
export function callerId(type: string): Piece | undefined {
  if (type === "uuid") return raw("(select auth.uid())");
  return /^(text|character varying)/.test(type) ? raw("(select auth.uid()::text)") : undefined;
}
