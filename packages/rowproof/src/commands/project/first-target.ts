import { existsSync } from "node:fs";
import path from "node:path";
import type { CommonOptions } from "../../cli/command.js";
import { RowproofError } from "../../diagnostic.js";
import { openTarget, type Target } from "./target.js";

/**
 * Finds the database where there is no contract yet: `--database`, else `DATABASE_URL`, else an embedded one that is here
 * already. A new one would be empty.
 * @throws {RowproofError} `init/no-database`, exit code 2; else as `openTarget` does.
 */
export async function openFirstTarget(options: CommonOptions): Promise<Target> {
  const directory = process.cwd();
  const given = options.database ?? (process.env.DATABASE_URL || undefined);
  if (given === undefined && !(await hasEmbedded(directory))) throw noDatabase();
  return openTarget({ directory, database: undefined }, options);
}

async function hasEmbedded(directory: string): Promise<boolean> {
  const own = path.join(directory, ".rowproof");
  if (!existsSync(own)) return false;
  const [{ reachableDirectory }, { initialisedMajor }] = await Promise.all([
    import("../../embedded/reach.js"),
    import("../../embedded/data-directory.js"),
  ]);
  return (await initialisedMajor(await reachableDirectory(own))) !== null;
}

function noDatabase(): RowproofError {
  return new RowproofError(
    {
      id: "init/no-database",
      message: "no database is given",
      why: "a contract is drafted from what a database has, and there is no embedded one in .rowproof/ here",
      fix: "write --database postgres://ROLE:PASSWORD@HOST:5432/DATABASE, or set DATABASE_URL",
    },
    2,
  );
}
