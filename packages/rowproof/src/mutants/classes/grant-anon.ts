import { isAdmitted, may, rowCommands } from "../access.js";
import type { MutableTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noPolicy =
  "row level security is on and no policy is for anon or PUBLIC: select finds no row, update and delete change none, insert is refused (42501)";

export const grantAnon: MutantClass = {
  id: "grant-anon",
  breaks: "Anonymous users have every privilege on a table, and only row level security stops them.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 1 },
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`grant select, insert, update, delete on ${table.id} to anon`,
      equivalent: isStopped(table) ? noPolicy : undefined,
    })),
};

/** Whether no policy admits anonymous users to a command that they have no privilege for. */
function isStopped(table: MutableTable): boolean {
  const gained = rowCommands.filter((command) => !may(table, "anon", command.toUpperCase()));
  return table.relation.rowSecurity && gained.every((command) => !isAdmitted(table, "anon", command));
}
