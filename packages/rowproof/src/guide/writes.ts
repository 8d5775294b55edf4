import type { Column } from "../catalog/facts.js";
import type { Access, CommandAccess } from "../contract/contract.js";

const writing = ["insert", "update"] as const;

/** The commands by which a signed-in user may write a column. */
export function commandsThatWrite(access: Access, column: Column): readonly (typeof writing)[number][] {
  if (column.generated !== null || column.identity === "always") return [];
  return writing.filter((command) => reaches(access.authenticated[command], column.name));
}

function reaches({ rows, columns, except }: CommandAccess, column: string): boolean {
  if (rows.kind === "none") return false;
  return (columns === undefined || columns.includes(column)) && except?.includes(column) !== true;
}
