import { raw, statement } from "../statement.mjs";
import { may, policyFor } from "../subject.mjs";

const noPolicy =
  "row security is on and no policy for signed-in users is for this command: no row is reached, none is let in";

/**
 * A command that the contract withholds, granted on the whole table.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantCommand = {
  name: "command granted",
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      withheld(table).map((command) => ({
        on: `${command} on ${table.name} to authenticated`,
        sql: statement`grant ${raw(command)} on ${table.id} to authenticated`,
        ...(policyFor(table, command) === undefined ? { equivalent: noPolicy } : {}),
      })),
    ),
};

/** The commands that signed-in users may not do, or not with every column. */
export function withheld(table) {
  return ["select", "insert", "update", "delete"].filter((command) => {
    const privilege = command.toUpperCase();
    return table.relation.columns.some(({ name }) => !may(table, "authenticated", privilege, name));
  });
}
