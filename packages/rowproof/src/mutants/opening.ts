import { identifier, type Piece, raw } from "../sql/sql.js";
import type { RowCommand } from "./access.js";
import type { MutableTable } from "./context.js";
import { piece, statement } from "./statement.js";

/** What a role may do after a change: a command, on the rows that meet a condition, on one column or all. */
interface AccessOpening {
  readonly table: MutableTable;
  readonly command: RowCommand;
  readonly condition: Piece;
  readonly column?: Piece;
}

/** The privilege and the policy that give it. */
export function openingTo(
  role: string,
  { table: { id }, command, condition, column }: AccessOpening,
): string {
  const columns = column === undefined ? raw("") : piece` (${column})`;
  const expression = command === "insert" ? piece`with check (${condition})` : piece`using (${condition})`;
  return statement`grant ${raw(command)}${columns} on ${id} to ${identifier(role)};
create policy mutant on ${id} for ${raw(command)} to ${identifier(role)} ${expression}`;
}
