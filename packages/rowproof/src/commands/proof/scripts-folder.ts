import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { RowproofError } from "../../diagnostic.js";
import type { Cell, Proof } from "../../judge/proof.js";
import { scriptMark, writeScript } from "../../judge/script.js";
import { scriptNames } from "../../judge/script-name.js";
import { shortPath } from "../../report/diagnostic.js";
import { type FileChange, writeTogether } from "../files/file-set.js";

/** The script of a broken cell. */
export interface ScriptFile {
  /** Absolute. */
  readonly file: string;
  /** Relative to the working directory where that is shorter. */
  readonly path: string;
  readonly text: string;
}

type ScriptOptions = Parameters<typeof writeScript>[2];

/** The script of each broken cell, with its place in a folder; nothing is read or written. */
export function scriptsIn(
  folder: string,
  proof: Proof,
  facts: ScriptOptions = {},
): ReadonlyMap<Cell, ScriptFile> {
  const broken = proof.cells.filter(({ breaches }) => breaches.length > 0);
  const files = [...scriptNames(broken)].flatMap(([cell, name]): [Cell, ScriptFile][] => {
    const [plainest] = cell.breaches;
    if (plainest === undefined) return [];
    const file = path.resolve(folder, name);
    return [[cell, { file, path: shortPath(file), text: writeScript(cell, plainest, facts) }]];
  });
  return new Map(files);
}

/**
 * Writes the script of each broken cell into a folder, all or none, and removes those of an earlier run that are not needed
 * now. Nothing else in the folder is touched.
 * @throws {RowproofError} `prove/not-our-script` where a file of that name is not Rowproof's; exit code 3, where the file
 * system refuses.
 */
export async function writeScripts(
  folder: string,
  proof: Proof,
  facts: ScriptOptions = {},
): Promise<ReadonlyMap<Cell, ScriptFile>> {
  const scripts = scriptsIn(folder, proof, facts);
  const changes = await Promise.all([...scripts.values()].map(changeOf));
  await writeTogether(changes.filter(({ text, present }) => text !== present));
  await removeStale(folder, [...scripts.values()]);
  return scripts;
}

async function changeOf({ file, text }: ScriptFile): Promise<FileChange> {
  const present = await readFile(file, "utf8").catch(() => null);
  if (present !== null && !present.startsWith(scriptMark)) throw notOurs(file);
  return { file, text, present };
}

/** Names are compared without case, because some file systems ignore it. */
async function removeStale(folder: string, scripts: readonly ScriptFile[]): Promise<void> {
  const current = new Set(scripts.map(({ file }) => path.basename(file).toLowerCase()));
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith(".sql") || current.has(entry.name.toLowerCase())) continue;
    const file = path.join(folder, entry.name);
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.startsWith(scriptMark)) await rm(file, { force: true });
  }
}

function notOurs(file: string): RowproofError {
  return new RowproofError(
    {
      id: "prove/not-our-script",
      message: `${shortPath(file)} is not a script of Rowproof`,
      why: "a script would overwrite it",
      fix: "move the file, or name another folder with --scripts DIR",
    },
    2,
  );
}
