import { mkdir } from "node:fs/promises";
import path from "node:path";
import { makeOwnFolder } from "../project/own-folder.js";

/** Where the last proof and its scripts are stored: `.rowproof/proof/` next to the contract. */
export function proofFolder(directory: string): string {
  return path.join(directory, ".rowproof", "proof");
}

/** Makes it, ignored by git; returns its path. */
export async function makeProofFolder(directory: string): Promise<string> {
  const folder = proofFolder(directory);
  await makeOwnFolder(path.dirname(folder));
  await mkdir(folder, { recursive: true });
  return folder;
}
