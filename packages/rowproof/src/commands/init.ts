import { existsSync } from "node:fs";
import path from "node:path";
import { readCatalog } from "../catalog/catalog.js";
import { readExposedSchemas } from "../catalog/exposed-schemas.js";
import { countGuesses, draftContract } from "../contract/draft/draft.js";
import { writeConfig } from "../contract/draft/source.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type FileCommandOptions, fileCommandOptions, option } from "./call/options.js";
import { chooseConfigFile, writeConfigFile } from "./files/config-file.js";
import { type DraftedEntries, draftedEntries } from "./init/drafted-entries.js";
import { firstProject } from "./project/first-target.js";
import { onTarget } from "./project/target.js";

/** The options of {@link init}. */
export interface InitCommandOptions extends FileCommandOptions {
  /** Whether an existing contract is overwritten. Default: false. */
  readonly force?: boolean | undefined;
}

/** The result of {@link init}. */
export interface InitResult extends DraftedEntries {
  /** The database's name for messages, without a password. */
  readonly database: string;
  /** The contract's file, absolute. */
  readonly file: string;
  /** The folder of migrations, absolute; it may not exist yet. */
  readonly migrations: string;
  /** The exposed schemas. */
  readonly schemas: readonly string[];
  /** How many guesses are marked with a comment in the file. */
  readonly guesses: number;
}

/**
 * Drafts the contract from an existing database, and writes its file.
 * @throws {RowproofError} `init/exists`, unless `force`; `init/no-database`
 * @example
 * import { init } from "rowproof/commands";
 *
 * const { file, guesses } = await init({ database: "postgres://postgres@localhost:5432/app" });
 */
export function init(options: InitCommandOptions = {}): Promise<InitResult> {
  const shape = { verb: "init", options: { ...fileCommandOptions, force: option.flag() } };
  return callCommand(shape, options, async (given, { signal }) => {
    const force = given.force === true;
    const file = await chooseConfigFile(given.config, force);
    const folder = path.dirname(file);
    const migrations = migrationsOf(folder);
    return onTarget(await firstProject(given), given, async ({ url, display }) => {
      const draft = await onConnection(url, signal, async (client) => {
        await readServer(client);
        const schemas = await readExposedSchemas(client);
        return draftContract(await readCatalog(client, { schemas }), { migrations, schemas });
      });
      await writeConfigFile(file, writeConfig(draft), force);
      return {
        database: display,
        file,
        migrations: path.join(folder, migrations),
        schemas: draft.schemas,
        guesses: countGuesses(draft),
        ...draftedEntries(draft),
      };
    });
  });
}

/** Where the project keeps its migrations, or will keep them. */
function migrationsOf(folder: string): string {
  const supabase = "supabase/migrations";
  return existsSync(path.join(folder, supabase)) ? supabase : "migrations";
}
