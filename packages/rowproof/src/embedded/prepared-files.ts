import { randomBytes } from "node:crypto";
import { cp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { layout, makeFor, writePrivately } from "./data-directory.js";
import { isThere } from "./entry.js";
import { runProgram, type SystemAccount } from "./program.js";

/**
 * A folder with the directory of an initialised, stopped server for each major version. Temporary servers start as copies of it:
 * a copy takes a tenth of the time of `initdb`, which is most of the start. For tests, which start hundreds.
 */
const variable = "ROWPROOF_PREPARED_SERVERS";

/** Gives a directory the files of the prepared server of a major version. Returns whether there is one. */
export async function copyPrepared(
  directory: string,
  major: number,
  account: SystemAccount,
): Promise<boolean> {
  const folder = process.env[variable];
  if (folder === undefined) return false;
  const prepared = layout(join(folder, String(major)));
  if (!(await isThere(prepared.data))) return false;
  const { data, password } = layout(directory);
  await writePrivately(password, await readFile(prepared.password, "utf8"), account);
  const draft = `${data}.${randomBytes(8).toString("hex")}`;
  await makeFor(account, draft);
  try {
    await copyFor(account, prepared.data, draft);
    await rename(draft, data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return true;
}

/** The account has to own the copy: Postgres insists on it. */
async function copyFor(account: SystemAccount, from: string, to: string): Promise<void> {
  if (account === undefined) await cp(from, to, { recursive: true });
  else await runProgram("cp", ["-R", `${from}/.`, to], account);
}
