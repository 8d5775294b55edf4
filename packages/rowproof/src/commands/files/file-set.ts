import { randomUUID } from "node:crypto";
import {
  constants,
  copyFile,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { RowproofError } from "../../diagnostic.js";
import { shortPath } from "../../report/diagnostic.js";

/** A file to be written. */
export interface FileChange {
  readonly file: string;
  readonly text: string;
  /** What it holds now; null where it must not exist yet. */
  readonly present: string | null;
}

/**
 * Writes all of the files or none: each is first written next to its place, and if one cannot be moved there, the others are
 * restored.
 * @throws {RowproofError} exit code 3, where the file system refuses or a file is not what it was
 */
export async function writeTogether(changes: readonly FileChange[]): Promise<void> {
  const staged: Staged[] = [];
  const done: Staged[] = [];
  try {
    for (const change of changes) staged.push(await stage(change));
    for (const one of staged) {
      await put(one);
      done.push(one);
    }
  } catch (error) {
    for (const one of done.reverse()) await takeBack(one);
    throw error;
  } finally {
    for (const { partial } of staged) await rm(partial, { force: true }).catch(() => undefined);
  }
}

interface Staged extends FileChange {
  /** The file that holds the text meanwhile. */
  readonly partial: string;
}

/** A symbolic link is followed: its target is written and the link stays. */
async function stage(change: FileChange): Promise<Staged> {
  const file = change.present === null ? change.file : await realpath(change.file);
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const mode = change.present === null ? 0o666 : (await stat(file)).mode;
    await writeFile(partial, change.text, { flag: "wx", mode });
    return { ...change, file, partial };
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw cannotWrite(change.file, error);
  }
}

async function put({ file, partial, present }: Staged): Promise<void> {
  const now = await readFile(file, "utf8").catch(() => null);
  if (now !== present) throw changedMeanwhile(file);
  try {
    if (present === null) await copyFile(partial, file, constants.COPYFILE_EXCL);
    else await rename(partial, file);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

async function takeBack({ file, partial, present }: Staged): Promise<void> {
  if (present === null) await rm(file, { force: true }).catch(() => undefined);
  else {
    await writeFile(partial, present).catch(() => undefined);
    await rename(partial, file).catch(() => undefined);
  }
}

function changedMeanwhile(file: string): RowproofError {
  return new RowproofError(
    {
      id: "file/changed",
      message: `${shortPath(file)} was changed by another program meanwhile`,
      why: "the new text was made from the old one; nothing was written",
      fix: "run the command again",
    },
    3,
  );
}

function cannotWrite(file: string, cause: unknown): RowproofError {
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new RowproofError(
    {
      id: "file/cannot-write",
      message: `${shortPath(file)} cannot be written`,
      why: `the file system refuses it${code}; nothing was written`,
      fix: "make its folder writable, then run again",
    },
    3,
    { cause },
  );
}
