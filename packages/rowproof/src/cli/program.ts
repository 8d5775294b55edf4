import { createRequire } from "node:module";
import { Command } from "commander";
import type { ExitCode } from "../diagnostic.js";
import { type ContextFor, commandAdder } from "./add-command.js";
import { addDatabaseCommands } from "./database-commands.js";
import { addMigrationCommands } from "./migration-commands.js";
import { addProofCommands } from "./proof-commands.js";
import { addTableCommands } from "./table-commands.js";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

/**
 * The command line: its commands and their options.
 * @param done takes the exit code of the command that ran
 */
export function createProgram(contextFor: ContextFor, done: (code: ExitCode) => void): Command {
  const program = new Command("rowproof")
    .description("Who can touch every row: declared once, applied safely, and proved.")
    .version(version)
    .showHelpAfterError("(see rowproof --help)")
    .configureHelp({ showGlobalOptions: true });
  const add = commandAdder(contextFor, done);
  addMigrationCommands(program, add);
  addProofCommands(program, add);
  addDatabaseCommands(program, add);
  addTableCommands(program, add);
  return program;
}
