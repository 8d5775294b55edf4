import type { Command } from "commander";
import type { AddCommand } from "./add-command.js";
import { notEmpty } from "./arguments.js";

/** The commands that keep a database and describe it. */
export function addDatabaseCommands(program: Command, add: AddCommand): void {
  add(program, {
    name: "backup",
    summary: "make a backup: a copy on the embedded server, else a file by pg_dump",
    example: "rowproof backup",
    load: async () => (await import("./backup.js")).backupLine,
  });

  add(program, {
    name: "restore",
    summary: "restore a backup into a database of its own; nothing is overwritten",
    example: "rowproof restore app_backup_20260114t093000z --replace",
    load: async () => (await import("./restore.js")).restoreLine,
  })
    .argument("<backup>", "the file or the database that the backup printed", notEmpty)
    .option("--replace", "give it the present database's name, and keep that one under another");

  add(program, {
    name: "dump",
    summary: "write the schema as SQL, the same text for the same schema",
    example: "rowproof dump > schema.sql",
    load: async () => (await import("./dump.js")).dumpLine,
  });

  add(program, {
    name: "guide",
    summary: "write the project's database guide from the contract and the database",
    example: "rowproof guide --check",
    load: async () => (await import("./guide.js")).guideLine,
  }).option("--check", "compare instead of write; exit 1 if the file differs");

  add(program, {
    name: "platform",
    summary: "print the SQL that gives a plain Postgres Supabase's roles and auth schema",
    example: "rowproof platform | psql -v ON_ERROR_STOP=1",
    load: async () => (await import("./platform.js")).platformLine,
  });
}
