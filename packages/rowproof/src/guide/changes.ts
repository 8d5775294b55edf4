import path from "node:path";
import { blocks, bullets, code, table } from "./markdown.js";
import type { Material } from "./material.js";

/** How to work with the database: every day, and to change something. */
export function changesSection({ contract }: Material): string {
  const within = (file: string) => code(path.relative(contract.directory, file).replaceAll("\\", "/"));
  const config = within(contract.file);
  const files = {
    config,
    migrations: within(contract.migrations),
    committed: `the migration, ${config}, ${within(contract.schema)} and ${within(contract.guide)}`,
  };
  return blocks("## Working with it", everyDay(files), newTable(files), renaming(files), others(files));
}

/** Names of the project's files, as code. */
interface Files {
  readonly config: string;
  readonly migrations: string;
  /** The files to commit with a change, as a list in a sentence. */
  readonly committed: string;
}

function everyDay({ config, migrations }: Files): string {
  const rows = [
    ["`npx rowproof status`", `which files of ${migrations} are applied, and which are pending`],
    ["`npx rowproof verify`", `whether the database matches ${config}, line by line; exit 1 if not`],
    ["`npx rowproof plan`", "the SQL that makes it match; `--write NAME` saves it as the next migration"],
    ["`npx rowproof up`", "back up, apply pending migrations, verify, write the schema file"],
    ["`npx rowproof backup`", "makes a backup and prints the command that restores it"],
    ["`npx rowproof restore BACKUP`", "restores a backup into a new database; overwrites nothing"],
    ["`npx rowproof guide`", "writes this file; `--check` compares instead, for CI"],
  ];
  return blocks(
    "### Every day",
    `The commands find ${config} in the folder they run in, or above it. They work on \`--database\`, else \`DATABASE_URL\`, else what ${config} names, else an embedded Postgres in \`.rowproof/\` next to it. \`--help\` explains the rest.`,
    table(["command", "what it does"], rows),
  );
}

function newTable({ config, committed }: Files): string {
  return blocks(
    "### Add a table",
    fenced(
      `npx rowproof table new NAME --columns "title text not null, body text" --access 'ownedBy("user_id")'`,
    ),
    `It writes a migration that creates the table with its policies, grants and indexes, and the table's entry in ${config}. Read both. Say what the table is for in one sentence, with \`--purpose\` or as \`purpose\` in the entry: this guide shows it. Then:`,
    fenced("npx rowproof up", "npx rowproof guide"),
    `and commit ${committed}.`,
  );
}

function renaming({ committed }: Files): string {
  return blocks(
    "### Rename a table",
    fenced("npx rowproof table rename OLD NEW", "npx rowproof up"),
    "Both names now work for reading and writing, so programs can switch one after another. When every deployed program uses the new name:",
    fenced("npx rowproof table rename OLD NEW --finish", "npx rowproof up"),
    "and when nothing uses the old name anymore, drop it:",
    fenced("npx rowproof table rename OLD NEW --drop-old", "npx rowproof up"),
    `After each step run \`npx rowproof guide\` and commit ${committed}.`,
  );
}

function others({ config, migrations }: Files): string {
  return blocks(
    "### Change anything else",
    bullets([
      `Who may do what: change ${config}, then run \`npx rowproof plan --write NAME\`: it saves the missing statements as a migration. Read that file before \`up\`.`,
      `A column, an index, a trigger: write a migration, \`YYYYMMDDHHMMSS_what.sql\` in ${migrations}. A comment at its top says what it is for, and this guide repeats it. If the table has other names, its views need a new column too; \`verify\` says which view lacks it.`,
      "Do not edit an applied file: fix its mistakes in a later one.",
      "Never change the database by hand: nobody could repeat it, and this guide, the schema file and `verify` would then differ.",
    ]),
  );
}

function fenced(...lines: readonly string[]): string {
  return ["```sh", ...lines, "```"].join("\n");
}
