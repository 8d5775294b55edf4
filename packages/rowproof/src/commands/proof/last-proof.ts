import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { commands } from "../../contract/contract.js";
import type { Proof } from "../../judge/proof.js";
import { writeFileWhereDifferent } from "../files/written-file.js";
import { makeProofFolder, proofFolder } from "./proof-folder.js";

/** Raised by a change of the result's shape: what an older version kept is then not read. */
const formatVersion = 1;

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
const kept = z.object({
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

/** A run's result, and where its scripts are. */
interface LastProof {
  readonly proof: Proof;
  /** A folder, absolute. */
  readonly scripts: string;
}

/** Keeps the result of a run beside the contract, in place of the one before. */
export async function keepLastProof(directory: string, proof: Proof, scriptsFolder: string): Promise<void> {
  const folder = await makeProofFolder(directory);
  const scripts = path.resolve(scriptsFolder);
  await writeFileWhereDifferent(fileIn(folder), `${JSON.stringify({ formatVersion, scripts, proof })}\n`);
}

/** The result of the last run; undefined where there was none, or what is there is not that. */
export async function readLastProof(directory: string): Promise<LastProof | undefined> {
  const written = await readFile(fileIn(proofFolder(directory)), "utf8").catch(() => undefined);
  if (written === undefined) return undefined;
  const parsed = kept.safeParse(jsonOf(written));
  return parsed.success ? (parsed.data as LastProof) : undefined;
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
