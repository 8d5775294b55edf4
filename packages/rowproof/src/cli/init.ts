import { existsSync } from "node:fs";
import path from "node:path";
import { readCatalog } from "../catalog/catalog.js";
import { readExposedSchemas } from "../catalog/exposed-schemas.js";
import { chooseConfigFile, writeConfigFile } from "../commands/files/config-file.js";
import { openFirstTarget } from "../commands/project/first-target.js";
import type { Target } from "../commands/project/target.js";
import { countGuesses, type Draft, draftContract } from "../contract/draft/draft.js";
import { accessText, writeConfig } from "../contract/draft/source.js";
import { readServer } from "../migrate/preflight.js";
import { shortPath } from "../report/diagnostic.js";
import { counted } from "../sql/list.js";
import { onConnection } from "../sql/session.js";
import type { CommandRun, CommonOptions } from "./command.js";

interface InitCommand extends CommonOptions {
  readonly force?: boolean;
}

/** `rowproof init`: drafts the contract of a database. What is there already is written over with `--force` only. */
export const init: CommandRun<InitCommand> = async (options, { output, signal }) => {
  const force = options.force === true;
  const file = await chooseConfigFile(options.config, force);
  const migrations = migrationsOf(path.dirname(file));
  const target = await openFirstTarget(options);
  try {
    const draft = await onConnection(target.url, signal, async (client) => {
      await readServer(client);
      const schemas = await readExposedSchemas(client);
      return draftContract(await readCatalog(client, { schemas }), { migrations, schemas });
    });
    await writeConfigFile(file, writeConfig(draft), force);
    output.product(summary(file, draft), document(file, target, draft));
    for (const line of nextSteps(file, target, draft)) output.tell(line);
    return 0;
  } finally {
    await target.close();
  }
};

/** Where the project keeps its migrations, or is to keep them. */
function migrationsOf(folder: string): string {
  const supabase = "supabase/migrations";
  return existsSync(path.join(folder, supabase)) ? supabase : "migrations";
}

function summary(file: string, draft: Draft): string {
  const guesses = countGuesses(draft);
  const said =
    guesses === 1 ? "1 guess is marked with a comment" : `${guesses} guesses are marked with a comment`;
  const tables = counted(draft.tables.length, "table");
  return `wrote ${shortPath(file)}: ${tables}, ${guesses === 0 ? "nothing was guessed" : said}`;
}

function document(file: string, target: Target, draft: Draft): object {
  const guessesOf = ({ notes }: Draft["tables"][number] | Draft["routines"][number]) =>
    notes.filter(({ guess }) => guess).map(({ text }) => text);
  return {
    command: "init",
    database: target.display,
    file,
    schemas: draft.schemas,
    guesses: countGuesses(draft),
    tables: draft.tables.map((table) => ({
      table: table.key,
      access: accessText(table),
      views: table.views,
      guesses: guessesOf(table),
    })),
    routines: draft.routines.map((routine) => ({
      routine: routine.key,
      execute: routine.execute,
      proposed: routine.unread ?? null,
      guesses: guessesOf(routine),
    })),
  };
}

function nextSteps(file: string, target: Target, { tables, migrations, schemas }: Draft): readonly string[] {
  const folder = path.join(path.dirname(file), migrations);
  return [
    ...(tables.length === 0 ? [`note: there is no table in ${schemas.join(", ")}`] : []),
    ...(existsSync(folder)
      ? []
      : [`note: there is no folder ${shortPath(folder)}: make it, or name another under migrations`]),
    `next: read ${shortPath(file)}, then ${["rowproof", "plan", ...target.flags].join(" ")}`,
  ];
}
