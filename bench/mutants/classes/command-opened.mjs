import { identifier, piece, raw, statement } from "../statement.mjs";
import { policyFor } from "../subject.mjs";
import { withheld } from "./grant-command.mjs";

/**
 * A command that the contract withholds, with the privilege and the policy that it takes: for one's own rows, or for all where nobody owns any.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const commandOpened = {
  name: "command opened",
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      withheld(table)
        .filter((command) => policyFor(table, command) === undefined)
        .map((command) => ({
          on: `${command} on ${table.name} to authenticated`,
          sql: opened(table, command, raw("authenticated"), table.own ?? raw("true")),
        })),
    ),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const tableOpenedToAnon = {
  name: "select opened to anon",
  changes: ({ tables }) =>
    tables.map((table) => ({ on: table.name, sql: opened(table, "select", raw("anon"), raw("true")) })),
};

/**
 * The text columns of tables that users may not update, each opened to their updates of their own rows.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const columnOpened = {
  name: "column opened to updates",
  changes: ({ owned }) =>
    owned
      .filter((table) => policyFor(table, "update") === undefined)
      .flatMap((table) =>
        table.relation.columns
          .filter(({ type }) => type === "text")
          .map(({ name }) => ({
            on: `${name} of ${table.name}`,
            sql: opened(table, "update", raw("authenticated"), table.own, piece` (${identifier(name)})`),
          })),
      ),
};

function opened({ id }, command, role, condition, columns = raw("")) {
  const expression = command === "insert" ? piece`with check (${condition})` : piece`using (${condition})`;
  return statement`grant ${raw(command)}${columns} on ${id} to ${role};
create policy mutant on ${id} for ${raw(command)} to ${role} ${expression}`;
}
