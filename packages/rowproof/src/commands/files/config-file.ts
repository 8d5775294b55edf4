import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { constants, copyFile, link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { findConfig } from "../../contract/load.js";
import { RowproofError } from "../../diagnostic.js";
import { shortPath } from "../../report/diagnostic.js";

/**
 * The file to draft the contract in: the given one, else the one in the working directory, else
 * `rowproof.config.ts` there.
 * @throws {RowproofError} `init/exists` where it exists and may not be overwritten.
 */
export async function chooseConfigFile(asked: string | undefined, force: boolean): Promise<string> {
  const file = path.resolve(asked ?? (await presentConfig(process.cwd())) ?? "rowproof.config.ts");
  if (!force && existsSync(file)) throw exists(file);
  return file;
}

/** A contract in a folder above belongs to another project. */
async function presentConfig(folder: string): Promise<string | undefined> {
  const found = await findConfig(folder).catch(() => undefined);
  return found !== undefined && path.dirname(found) === folder ? found : undefined;
}

/**
 * Writes the file whole or not at all.
 * @throws {RowproofError} `init/exists` where it exists by now and may not be overwritten; `init/not-written`.
 */
export async function writeConfigFile(file: string, text: string, force: boolean): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(partial, text, { flag: "wx" });
    await (force ? rename(partial, file) : place(partial, file));
  } catch (error) {
    throw error instanceof RowproofError ? error : notWritten(file, error);
  } finally {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

/** A hard link fails if the file exists, while a rename would replace it. Not every file system has hard links. */
async function place(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return copyFile(partial, file, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? exists(file) : error;
  }
}

function exists(file: string): RowproofError {
  return new RowproofError(
    {
      id: "init/exists",
      message: `${shortPath(file)} exists already`,
      why: "it may contain decisions that a draft cannot know, so nothing was written",
      fix: "edit it, name another file with --config FILE, or overwrite it with --force",
    },
    2,
  );
}

function notWritten(file: string, cause: unknown): RowproofError {
  const { code = "" } = cause as NodeJS.ErrnoException;
  return new RowproofError(
    {
      id: "init/not-written",
      message: `${shortPath(file)} could not be written${code === "" ? "" : ` (${code})`}`,
      why: "the file system refuses it",
      fix: "make the folder writable, or name another file with --config FILE",
    },
    2,
    { cause },
  );
}
