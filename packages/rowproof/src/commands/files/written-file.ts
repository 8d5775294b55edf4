import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { RowproofError } from "../../diagnostic.js";
import { shortPath } from "../../report/diagnostic.js";

/**
 * Writes a file if its text differs, as a whole or not at all; returns whether it was written.
 * @throws {RowproofError} exit code 3, where the file system refuses
 */
export async function writeFileWhereDifferent(file: string, text: string): Promise<boolean> {
  const present = await readFile(file, "utf8").catch(() => null);
  if (present === text) return false;
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(partial, text);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw cannotWrite(file, error);
  }
  return true;
}

function cannotWrite(file: string, cause: unknown): RowproofError {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new RowproofError(
    {
      id: "file/cannot-write",
      message: `${shortPath(file)} cannot be written`,
      why: `the file system refuses it${code}; the file is unchanged`,
      fix: "make its folder writable, and make sure that no folder has its name, then run again",
    },
    3,
    { cause },
  );
}
