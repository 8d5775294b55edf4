import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { RowproofError } from "../diagnostic.js";
import { compareVersions } from "./files.js";

/** What a migration file may be called: it becomes a part of a file's name, and of the history. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** @throws {RowproofError} exit code 2 where a name cannot be a file's. */
export function checkMigrationName(name: string): void {
  if (namePattern.test(name) && name.length <= 100) return;
  throw new RowproofError(
    {
      id: "migration/name",
      message: `"${name}" cannot be the name of a migration`,
      why: "it becomes a part of the file's name: letters, digits, underscores and hyphens, at most 100 of them",
      fix: "write a name such as close_notes",
    },
    2,
  );
}

/**
 * The version of a new migration: this second, in UTC, or where a file or the history has that or a later one, the one after
 * the latest.
 *
 * @param present the versions that there are
 */
export function nextVersion(present: readonly string[], now: Date = new Date()): string {
  const moment = now.toISOString().replace(/\D/g, "").slice(0, 14);
  const latest = present.toSorted(compareVersions).at(-1);
  if (latest === undefined || compareVersions(latest, moment) < 0) return moment;
  return String(BigInt(latest.padEnd(14, "0").slice(0, 18)) + 1n).padStart(14, "0");
}

/** Writes a new migration file, never over one that is there; returns its path. */
export async function writeMigration(
  directory: string,
  version: string,
  name: string,
  text: string,
): Promise<string> {
  const file = path.join(directory, `${version}_${name}.sql`);
  await mkdir(directory, { recursive: true });
  await writeFile(file, text, { flag: "wx" });
  return file;
}
