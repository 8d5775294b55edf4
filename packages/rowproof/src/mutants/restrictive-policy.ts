import type { Piece } from "../sql/sql.js";
import type { MutableTable } from "./context.js";
import { statement } from "./statement.js";

/** A restrictive policy for signed-in users and every command, in addition to those of the table. */
export function restrictivePolicy({ id }: MutableTable, condition: Piece): string {
  return statement`create policy mutant on ${id} as restrictive for all to authenticated using (${condition})`;
}
