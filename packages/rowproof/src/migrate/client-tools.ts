import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { RowproofError } from "../diagnostic.js";

const run = promisify(execFile);

/** A Postgres client program on this machine. */
export interface ClientTool {
  readonly file: string;
  readonly major: number;
}

/** Folders in which packagers put the client programs of several majors side by side: the star is a version. */
const shelves = [
  ["/usr/lib/postgresql", "bin"],
  ["/usr/local", "bin"],
  ["/usr", "bin"],
  ["/opt/homebrew/opt", "bin"],
  ["/usr/local/opt", "bin"],
  ["/Applications/Postgres.app/Contents/Versions", "bin"],
] as const;

/**
 * Finds `pg_dump` or `pg_restore` of at least a major: `pg_dump` refuses a server newer than itself. Of several, the
 * oldest that will do, so that the dump can be read by the most servers.
 * @returns null where there is none; `found` lists what there is
 */
export async function findClientTool(
  name: "pg_dump" | "pg_restore",
  major: number,
): Promise<{ readonly tool: ClientTool | null; readonly found: readonly ClientTool[] }> {
  const files = new Set(
    [...pathFolders(), ...(await shelfFolders())].map((folder) => path.join(folder, name)),
  );
  const asked = await Promise.all([...files].map(askVersion));
  const found = asked.filter((tool) => tool !== null).sort((left, right) => left.major - right.major);
  return { tool: found.find((tool) => tool.major >= major) ?? null, found };
}

function pathFolders(): readonly string[] {
  return (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
}

async function shelfFolders(): Promise<readonly string[]> {
  const lists = await Promise.all(
    shelves.map(async ([shelf, leaf]) => {
      const names = await readdir(shelf).catch(() => []);
      return names
        .filter((name) => /^(\d+|pgsql-\d+|postgresql(@\d+)?|libpq)$/.test(name))
        .map((name) => path.join(shelf, name, leaf));
    }),
  );
  return lists.flat();
}

async function askVersion(file: string): Promise<ClientTool | null> {
  try {
    const { stdout } = await run(file, ["--version"], { timeout: 10_000 });
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? null : { file, major: Number(major) };
  } catch {
    return null;
  }
}

/** There is no program that can do it. */
export function noClientTool(
  name: "pg_dump" | "pg_restore",
  major: number,
  found: readonly ClientTool[],
): RowproofError {
  const have = found.map((tool) => `${tool.file} (${tool.major})`).join(", ");
  return new RowproofError(
    {
      id: `backup/no-${name.replace("_", "-")}`,
      message: `no ${name} of major ${major} or newer is found`,
      why:
        have === ""
          ? `a backup of this server needs ${name}, and none is in PATH or in the usual folders`
          : `${name} refuses a server newer than itself, and there is only ${have}`,
      fix: `install it (Debian and Ubuntu: apt install postgresql-client-${major}; macOS: brew install libpq), or go on without a backup of Rowproof's: --no-backup`,
    },
    3,
  );
}
