import { raw } from "../../sql/sql.js";
import { isAdmitted, withheldCommands } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noPolicy =
  "row level security is on and signed-in users have no policy for this command: it reaches no row and admits none";

export const grantCommand: MutantClass = {
  id: "grant-command",
  breaks: "Signed-in users have a privilege on a whole table that the contract withholds.",
  appliesTo: "tables",
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      withheldCommands(table).map((command) => ({
        on: `${command} on ${table.name} to authenticated`,
        sql: statement`grant ${raw(command)} on ${table.id} to authenticated`,
        equivalent: isAdmitted(table, "authenticated", command) ? undefined : noPolicy,
      })),
    ),
};
