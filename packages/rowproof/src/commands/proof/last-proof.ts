import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { commands } from "../../contract/contract.js";
import type { Proof } from "../../judge/proof.js";
import { shortPath } from "../../report/diagnostic.js";
import { writeFileWhereDifferent } from "../files/written-file.js";
import { makeProofFolder, proofFolder } from "./proof-folder.js";

/** Raised by a change of the result's shape: the file of an older version is then not read. */
const formatVersion = 2;

const text = z.string();
const texts = z.array(text);
const object = z.object({ schema: text, name: text, kind: text, arguments: text.optional() });
const script = z.object({
  role: text.nullable(),
  claims: text.nullable(),
  setup: texts,
  attempt: texts,
  show: texts,
});
const breach = z.object({
  attack: text,
  what: text,
  why: text,
  fix: text,
  sqlstate: text.optional(),
  script,
});
const cell = z.object({
  object,
  actor: text,
  command: z.enum([...commands, "execute", "use", "erase"]),
  expected: z.enum(["deny", "allow", "some"]),
  observed: z.enum(["allowed", "some", "hidden", "denied", "error"]).optional(),
  status: z.enum(["ok", "leak", "lockout", "untested"]),
  untested: text.optional(),
  attempts: z.number(),
  breaches: z.array(breach),
});
const lastProofFile = z.object({
  formatVersion: z.literal(formatVersion),
  scripts: text,
  proof: z.object({
    actors: texts,
    cells: z.array(cell),
    notes: z.array(z.object({ id: text, object, message: text, why: text })),
    untested: z.array(z.object({ object: text, why: text })),
    attempts: z.number(),
  }),
});

/** The result of a run, and the folder of its scripts, absolute. */
interface LastProof {
  readonly proof: Proof;
  readonly scripts: string;
}

/** There is no proof to read: undefined where there was none yet, else a sentence on why the file is ignored. */
interface NoLastProof {
  readonly ignored: string | undefined;
}

/** Keeps the result of a run next to the contract, in place of the one before. */
export async function keepLastProof(directory: string, proof: Proof, scriptsFolder: string): Promise<void> {
  const folder = await makeProofFolder(directory);
  const scripts = path.resolve(scriptsFolder);
  await writeFileWhereDifferent(fileIn(folder), `${JSON.stringify({ formatVersion, scripts, proof })}\n`);
}

/** The result of the last run. */
export async function readLastProof(directory: string): Promise<LastProof | NoLastProof> {
  const file = fileIn(proofFolder(directory));
  const written = await readFile(file, "utf8").catch(() => undefined);
  if (written === undefined) return { ignored: undefined };
  const value = jsonOf(written);
  const parsed = lastProofFile.safeParse(value);
  if (parsed.success) return parsed.data as LastProof;
  return { ignored: `${shortPath(file)} is ignored: ${whyUnreadable(value)}; run rowproof prove again` };
}

const anyFormat = z.object({ formatVersion: z.number() });

function whyUnreadable(value: unknown): string {
  const { data } = anyFormat.safeParse(value);
  if (data === undefined || data.formatVersion === formatVersion) return "it does not hold a proof";
  return `it has format ${data.formatVersion} of another version of Rowproof, and this one reads format ${formatVersion}`;
}

function fileIn(folder: string): string {
  return path.join(folder, "last.json");
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
