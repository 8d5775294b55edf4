import { createRequire } from "node:module";
import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "../diagnostic.js";
import type { CliContext, CommandLine, CommonFlags } from "./command.js";

/** Where a command's context comes from: its streams depend on `--json`. */
export type ContextFor = (json: boolean) => CliContext;

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

/**
 * The command line: what there is and what it takes. The commands themselves are loaded when they run, so that `--help`
 * needs nothing but this file.
 * @param done takes the exit code of the command that ran
 */
export function createProgram(contextFor: ContextFor, done: (code: ExitCode) => void): Command {
  const program = new Command("rowproof")
    .description("Who can touch every row: declared once, applied safely, and proved.")
    .version(version)
    .showHelpAfterError("(rowproof --help tells more)")
    .configureHelp({ showGlobalOptions: true });

  function add<Options extends CommonFlags>(
    name: string,
    summary: string,
    example: string,
    load: () => Promise<CommandLine<Options>>,
    parent: Command = program,
  ): Command {
    return parent
      .command(name)
      .exitOverride()
      .summary(summary)
      .description(summary)
      .addHelpText("after", `\nExample:\n  $ ${example}`)
      .option("--config <file>", "the contract (default: rowproof.config.ts here or in a folder above)")
      .option(
        "--database <url>",
        "postgres://… or embedded:DIR (default: DATABASE_URL, the contract's, .rowproof/ beside it)",
      )
      .option("--json", "print one JSON document instead of text")
      .action(async (...parameters: unknown[]) => {
        const command = parameters.at(-1) as Command;
        const options = command.opts<Options & { readonly json?: boolean }>();
        const run = await load();
        done(await run({ ...options, ...positional(command) }, contextFor(options.json === true)));
      });
  }

  add(
    "init",
    "draft the contract, rowproof.config.ts, from what a database has",
    "rowproof init --database postgres://postgres@localhost:5432/app",
    async () => (await import("./init.js")).initLine,
  ).option("--force", "write over a contract that is there");

  add(
    "up",
    "back up, apply the pending migrations behind the gate, verify, write the schema file",
    "rowproof up --database postgres://postgres@localhost:5432/app",
    async () => (await import("./up.js")).upLine,
  )
    .option("--dry-run", "say what would be done and change nothing")
    .option("--no-backup", "make no backup first")
    .option("--yes", "do not ask, also at a terminal")
    .addOption(seconds("--lock-wait <seconds>", "how long to go on trying for a lock", 60))
    .addOption(seconds("--statement-timeout <seconds>", "the limit for one statement; 0 for none", 0))
    .addOption(
      new Option(
        "--gate <kind>",
        "what stands before the commit: verify, or prove too (default: prove where it fits in the time)",
      ).choices(["verify", "prove"]),
    )
    .addOption(seconds("--gate-timeout <seconds>", "how long the proof may hold the migration's locks", 30));

  add(
    "status",
    "say which migrations are applied, pending, edited or unknown",
    "rowproof status",
    async () => (await import("./status.js")).statusLine,
  );

  add(
    "verify",
    "check the database against the contract; exit 1 where it differs",
    "rowproof verify --json",
    async () => (await import("./verify.js")).verifyLine,
  );

  add(
    "prove",
    "attack the database as every kind of caller; exit 1 where someone can who should not, or cannot who should",
    "rowproof prove --html proof.html",
    async () => (await import("./prove.js")).proveLine,
  )
    .option(
      "--live",
      "in the database itself, in one transaction that is rolled back, instead of in a shadow",
    )
    .option("--http", "send it all through a Supabase API too, with real sign-ins; exit 1 where that differs")
    .option("--only <names...>", "attack these tables, views, routines or sequences only")
    .option("--all", "print also the rows that are wholly kept, however many")
    .option("--markdown <file>", "write the matrix as Markdown, too")
    .option("--html <file>", "write the matrix as a page, too")
    .option("--scripts <folder>", "where a psql script of each broken cell goes (default: .rowproof/proof/)")
    .option("--allow-untested", "exit 0 although something could not be tried")
    .option("--reach-outside", "with --live: go on although something reaches outside the transaction")
    .addOption(
      new Option("--budget <attempts>", "with --live: how many attempts to make at most")
        .default(100_000)
        .argParser(positive),
    );

  add(
    "matrix",
    "print who can touch what, as the last proof found it, or as the contract declares it",
    "rowproof matrix --declared",
    async () => (await import("./matrix.js")).matrixLine,
  )
    .option("--declared", "what the contract declares, although there was a proof")
    .option("--all", "print also the rows that are wholly kept, however many");

  add(
    "plan",
    "write the SQL that makes the database obey the contract; exit 1 where there is any",
    "rowproof plan --write close_notes",
    async () => (await import("./plan.js")).planLine,
  )
    .option("--write <name>", "save it as the next migration, under this name")
    .option("--prune", "also drop policies that the contract does not know and that go against it");

  add(
    "backup",
    "make a backup: a copy on the embedded server, else a file by pg_dump",
    "rowproof backup",
    async () => (await import("./backup.js")).backupLine,
  );

  add(
    "restore",
    "bring a backup back into a database of its own; nothing is overwritten",
    "rowproof restore app_backup_20260114t093000z --replace",
    async () => (await import("./restore.js")).restoreLine,
  )
    .argument("<backup>", "the file or the database that the backup printed", notEmpty)
    .option("--replace", "give it the present database's name, and keep that one under another");

  add(
    "dump",
    "write the schema as SQL, the same text for the same schema",
    "rowproof dump > schema.sql",
    async () => (await import("./dump.js")).dumpLine,
  );

  add(
    "guide",
    "write the project's database guide from the contract and the database",
    "rowproof guide --check",
    async () => (await import("./guide.js")).guideLine,
  ).option("--check", "compare instead of write; exit 1 where the file differs");

  const rehearsed =
    "The migration is tried in a transaction that is rolled back; for as long as that takes, whoever uses the tables waits.";
  const table = program
    .command("table")
    .summary("make or rename a table, with its migration and its entry in the contract")
    .description("Makes or renames a table: writes the migration and the table's entry in the contract.")
    .addHelpText(
      "after",
      `\nExample:\n  $ rowproof table new notes --columns "title text not null" --access 'ownedBy("user_id")'`,
    );

  add(
    "new",
    "write the migration that makes a table, its policies, grants and views, and its entry in the contract",
    `rowproof table new notes --columns "title text not null, body text" --access 'ownedBy("user_id")'`,
    async () => (await import("./table-new.js")).tableNewLine,
    table,
  )
    .description(
      `Writes the migration that makes a table, with its policies, grants, indexes and views, and its entry in the contract. ${rehearsed}`,
    )
    .argument("<name>", "the table's name, as the database is to have it")
    .option("--columns <sql>", "its columns and constraints, as in a create table")
    .option("--access <typescript>", "who may do what with its rows, as in the contract")
    .option(
      "--view <names...>",
      "its other names, with snake_case columns (default: that of a PascalCase name)",
    )
    .option("--purpose <sentence>", "what the table is for");

  add(
    "rename",
    "write the next of three steps in which a table gets another name; both names work throughout",
    "rowproof table rename notes entries",
    async () => (await import("./table-rename.js")).tableRenameLine,
    table,
  )
    .description(
      `Gives a table another name in three steps, so that both names work throughout: writes the migration of one step, and its edit of the contract. ${rehearsed}`,
    )
    .argument("<old>", "the name that the table has")
    .argument("<new>", "the name that it is to have")
    .option("--finish", "the second step: the rows go under the new name, the old one is a view")
    .option("--drop-old", "the last step: the old name goes, once nothing in the database uses it");

  add(
    "platform",
    "print the SQL that gives a plain Postgres what Supabase has: roles and the auth schema",
    "rowproof platform | psql -v ON_ERROR_STOP=1",
    async () => (await import("./platform.js")).platformLine,
  );

  return program;
}

/** Named arguments of a command, as options. */
function positional(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    command.registeredArguments.map((argument, index) => [argument.name(), command.args[index]]),
  );
}

function notEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Name the backup.");
  return text;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("It is a whole number, 1 or more.");
  return value;
}

/** An option in seconds on the command line and in milliseconds in the code. */
function seconds(flags: string, description: string, preset: number): Option {
  return new Option(flags, description).default(preset * 1000, `${preset}`).argParser((text) => {
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0 || text.trim() === "") {
      throw new InvalidArgumentError("It is a number of seconds, 0 or more.");
    }
    return Math.round(value * 1000);
  });
}
