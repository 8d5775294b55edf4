import type { Command } from "commander";
import type { AddCommand } from "./add-command.js";

const rehearsed =
  "The migration is tried in a transaction that is rolled back; while that runs, other users of the tables wait.";

/** `rowproof table` and its two commands. */
export function addTableCommands(program: Command, add: AddCommand): void {
  const table = program
    .command("table")
    .summary("make or rename a table, with its migration and its entry in the contract")
    .description("Makes or renames a table: writes the migration and the table's entry in the contract.")
    .addHelpText(
      "after",
      `\nExample:\n  $ rowproof table new notes --columns "title text not null" --access 'ownedBy("user_id")'`,
    );
  addNew(table, add);
  addRename(table, add);
}

function addNew(table: Command, add: AddCommand): void {
  add(table, {
    name: "new",
    summary:
      "write the migration that makes a table, its policies, grants and views, and its entry in the contract",
    example: `rowproof table new notes --columns "title text not null, body text" --access 'ownedBy("user_id")'`,
    load: async () => (await import("./table-new.js")).tableNewLine,
  })
    .description(
      `Writes the migration that makes a table, with its policies, grants, indexes and views, and its entry in the contract. ${rehearsed}`,
    )
    .argument("<name>", "the table's name in the database")
    .option("--columns <sql>", "its columns and constraints, as in create table")
    .option("--access <typescript>", "who may do what with its rows, as in the contract")
    .option(
      "--view <names...>",
      "its other names, with snake_case columns (default: that of a PascalCase name)",
    )
    .option("--purpose <sentence>", "what the table is for");
}

function addRename(table: Command, add: AddCommand): void {
  add(table, {
    name: "rename",
    summary: "write the next of the three steps of a rename; both names work throughout",
    example: "rowproof table rename notes entries",
    load: async () => (await import("./table-rename.js")).tableRenameLine,
  })
    .description(
      `Renames a table in three steps, so that both names work throughout: writes the migration of one step, and its edit of the contract. ${rehearsed}`,
    )
    .argument("<old>", "the table's present name")
    .argument("<new>", "its new name")
    .option("--finish", "the second step: the rows go under the new name, the old one becomes a view")
    .option("--drop-old", "the last step: the old name goes, once nothing in the database uses it");
}
