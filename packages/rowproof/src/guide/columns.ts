import type { Column } from "../catalog/facts.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { code, table as markdownTable, prose } from "./markdown.js";
import { commandsThatWrite } from "./writes.js";

/** A table's columns with their types, and whether a signed-in user may write them. */
export function columnsTable(table: ResolvedTable): string {
  const { columns } = table.relation;
  const commented = columns.some(({ comment }) => comment !== null);
  const head = ["column", "type", "null", "default", "a user may write it"];
  const rows = columns.map((column) => [
    code(column.name),
    code(column.type),
    column.notNull ? "no" : "yes",
    defaultOf(column),
    writing(table, column),
    ...(commented ? [prose(column.comment ?? "")] : []),
  ]);
  return markdownTable(commented ? [...head, "what it is"] : head, rows);
}

function writing(table: ResolvedTable, column: Column): string {
  const commands = commandsThatWrite(table.access, column);
  if (commands.length === 0) return "no";
  const own = commands.every((command) => table.access.authenticated[command].rows.kind === "own");
  return `${commands.join(", ")}${own && table.owners.includes(column.name) ? ": their own id" : ""}`;
}

function defaultOf({ default: expression, generated, identity }: Column): string {
  if (identity !== null) return `identity, ${identity}`;
  if (expression === null) return "";
  return generated === null ? code(expression) : `generated: ${code(expression)}`;
}
