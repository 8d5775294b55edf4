import { type Command, Option } from "commander";
import type { AddCommand } from "./add-command.js";
import { seconds } from "./arguments.js";

/** The commands that lead from a database to one that matches its contract. */
export function addMigrationCommands(program: Command, add: AddCommand): void {
  add(program, {
    name: "init",
    summary: "draft the contract, rowproof.config.ts, from an existing database",
    example: "rowproof init --database postgres://postgres@localhost:5432/app",
    load: async () => (await import("./init.js")).initLine,
  }).option("--force", "overwrite an existing contract");

  add(program, {
    name: "plan",
    summary: "write the SQL that makes the database match the contract; exit 1 if there is any",
    example: "rowproof plan --write close_notes",
    load: async () => (await import("./plan.js")).planLine,
  })
    .option("--write <name>", "save it as the next migration, under this name")
    .option("--prune", "also drop policies that the contract does not know and that break it");

  addUp(program, add);

  add(program, {
    name: "status",
    summary: "list the migrations that are applied, pending, edited or unknown",
    example: "rowproof status",
    load: async () => (await import("./status.js")).statusLine,
  });
}

function addUp(program: Command, add: AddCommand): void {
  add(program, {
    name: "up",
    summary: "back up, apply the pending migrations behind the gate, verify, write the schema file",
    example: "rowproof up --database postgres://postgres@localhost:5432/app",
    load: async () => (await import("./up.js")).upLine,
  })
    .option("--dry-run", "print what would be done and change nothing")
    .option("--no-backup", "make no backup first")
    .option("--yes", "do not ask for confirmation at a terminal")
    .addOption(seconds("--lock-wait <seconds>", "how long to try for a lock", 60))
    .addOption(seconds("--statement-timeout <seconds>", "the limit for one statement; 0 for none", 0))
    .addOption(
      new Option(
        "--gate <kind>",
        "what must pass before the commit: verify skips the proof, prove requires it (default: the proof if it fits in the time)",
      ).choices(["verify", "prove"]),
    )
    .addOption(seconds("--gate-timeout <seconds>", "how long the proof may hold the migration's locks", 30));
}
