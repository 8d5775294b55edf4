import type { Command } from "commander";
import type { ExitCode } from "../diagnostic.js";
import { positional } from "./arguments.js";
import type { CliContext, CommandLine, CommonFlags } from "./command.js";

/** Makes a command's context: its streams depend on `--json`. */
export type ContextFor = (json: boolean) => CliContext;

/** A command of the command line. */
interface CommandEntry<Flags extends CommonFlags> {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** Loads the command when it runs, so that `--help` loads nothing else. */
  load(): Promise<CommandLine<Flags>>;
}

/** Adds a command with the options that all have; returns it, for its own ones. */
export type AddCommand = <Flags extends CommonFlags>(parent: Command, entry: CommandEntry<Flags>) => Command;

/**
 * A function that adds commands.
 * @param done takes the exit code of the command that ran
 */
export function commandAdder(contextFor: ContextFor, done: (code: ExitCode) => void): AddCommand {
  return <Flags extends CommonFlags>(
    parent: Command,
    { name, summary, example, load }: CommandEntry<Flags>,
  ) =>
    parent
      .command(name)
      .exitOverride()
      .summary(summary)
      .description(summary)
      .addHelpText("after", `\nExample:\n  $ ${example}`)
      .option("--config <file>", "the contract (default: rowproof.config.ts here or in a folder above)")
      .option(
        "--database <url>",
        "postgres://… or embedded:DIR (default: DATABASE_URL, then the contract's, then .rowproof/ next to it)",
      )
      .option("--json", "print one JSON document instead of text")
      .action(async (...parameters: unknown[]) => {
        const command = parameters.at(-1) as Command;
        const flags = command.opts<Flags & { readonly json?: boolean }>();
        const run = await load();
        done(await run({ ...flags, ...positional(command) }, contextFor(flags.json === true)));
      });
}
