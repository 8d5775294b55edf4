import path from "node:path";
import { blocks, bullets, code, table } from "./markdown.js";
import type { Material } from "./material.js";

/** How to work with the database: every day, and when something is to change. */
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
  /** All that a change is committed with, as a sentence lists it. */
  readonly committed: string;
}

function everyDay({ config, migrations }: Files): string {
  const rows = [
    ["`npx rowproof status`", `which files of ${migrations} are applied, and which wait`],
    [
      "`npx rowproof verify`",
      `whether the database is what ${config} says, line by line; exit 1 where it is not`,
    ],
    ["`npx rowproof plan`", "the SQL that makes it so; `--write NAME` saves it as the next migration"],
    ["`npx rowproof up`", "back up, apply what waits, verify, write the schema file"],
    ["`npx rowproof backup`", "a backup, and the command that brings it back"],
    ["`npx rowproof restore BACKUP`", "a backup in a database of its own; nothing is overwritten"],
    ["`npx rowproof guide`", "this file; `--check` compares instead, for CI"],
  ];
  return blocks(
    "### Every day",
    `The commands find ${config} in the folder they run in, or above it. They work on \`--database\`, else \`DATABASE_URL\`, else what ${config} names, else an embedded Postgres in \`.rowproof/\` beside it. \`--help\` tells the rest.`,
    table(["command", "what it does"], rows),
  );
}

function newTable({ config, committed }: Files): string {
  return blocks(
    "### Add a table",
    fenced(
      `npx rowproof table new NAME --columns "title text not null, body text" --access 'ownedBy("user_id")'`,
    ),
    `It writes a migration that makes the table with its policies, grants and indexes, and the table's entry in ${config}. Read both. One sentence on what it is for, given as \`--purpose\` or written into the entry as its \`purpose\`, stands in this guide. Then:`,
    fenced("npx rowproof up", "npx rowproof guide"),
    `and commit ${committed}.`,
  );
}

function renaming({ committed }: Files): string {
  return blocks(
    "### Rename a table",
    fenced("npx rowproof table rename OLD NEW", "npx rowproof up"),
    "Both names work now, for reading and writing, so that programs can change over one after another. When all that is deployed says the new name:",
    fenced("npx rowproof table rename OLD NEW --finish", "npx rowproof up"),
    "and when nothing asks for the old name any more, take it away:",
    fenced("npx rowproof table rename OLD NEW --drop-old", "npx rowproof up"),
    `After each step run \`npx rowproof guide\` and commit ${committed}.`,
  );
}

function others({ config, migrations }: Files): string {
  return blocks(
    "### Change anything else",
    bullets([
      `Who may do what: write it in ${config}, then run \`npx rowproof plan --write NAME\`: it saves what the database lacks of it as a migration. Read that file before \`up\`.`,
      `A column, an index, a trigger: write a migration, \`YYYYMMDDHHMMSS_what.sql\` in ${migrations}. Its first lines say in a comment what it is for, and this guide repeats them. A column of a table that has other names is needed in its views too; \`verify\` tells where one lacks it.`,
      "A file that was applied is not edited: what it did wrong, a later one fixes.",
      "Never by hand in the database: this guide, the schema file and `verify` would tell of it, and nobody could do it again.",
    ]),
  );
}

function fenced(...lines: readonly string[]): string {
  return ["```sh", ...lines, "```"].join("\n");
}
