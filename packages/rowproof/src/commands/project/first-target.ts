import { existsSync } from "node:fs";
import path from "node:path";
import { RowproofError } from "../../diagnostic.js";
import type { ProjectDefaults, TargetOptions } from "./target.js";

/**
 * Where to look for a database while there is no contract: a database is given, or an embedded one exists here. A new
 * embedded one would be empty.
 * @throws {RowproofError} `init/no-database`, exit code 2
 */
export async function firstProject({ database }: TargetOptions): Promise<ProjectDefaults> {
  const directory = process.cwd();
  const given = database ?? (process.env.DATABASE_URL || undefined);
  if (given === undefined && !(await hasEmbedded(directory))) throw noDatabase();
  return { directory, database: undefined };
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
      why: "a contract is drafted from an existing database, and there is no embedded one in .rowproof/ here",
      fix: "write --database postgres://ROLE:PASSWORD@HOST:5432/DATABASE, or set DATABASE_URL",
    },
    2,
  );
}
