import { raw } from "../../sql/sql.js";
import { isAdmitted, withheldCommands } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { openingTo } from "../opening.js";

/** For the user's own rows, or for every row if nobody owns any. */
export const commandOpened: MutantClass = {
  id: "command-opened",
  breaks: "Signed-in users have the privilege and the policy for a command that the contract withholds.",
  appliesTo: "tables",
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      withheldCommands(table)
        .filter((command) => !isAdmitted(table, "authenticated", command))
        .map((command) => ({
          on: `${command} on ${table.name} to authenticated`,
          sql: openingTo("authenticated", { table, command, condition: table.own ?? raw("true") }),
        })),
    ),
};
