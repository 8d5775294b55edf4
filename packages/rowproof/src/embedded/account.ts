import { stat } from "node:fs/promises";
import { failedWith, noAccount } from "./errors.js";
import { runProgram, type SystemAccount } from "./program.js";

const name = "postgres";

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account that the server runs as. Postgres refuses root, so root hands over to the owner of the data directory, and before there is
 * one to the system user `postgres`, who is made where missing.
 * @throws {RowproofError} `embedded/no-account` where that fails.
 */
export async function serverAccount(data: string): Promise<SystemAccount> {
  if (!isRoot()) return undefined;
  try {
    const { uid, gid } = await stat(data);
    if (uid !== 0) return { uid, gid };
  } catch (error) {
    if (!failedWith(error, "ENOENT")) throw error;
  }
  return (await lookUp()) ?? (await make());
}

async function lookUp(): Promise<SystemAccount> {
  try {
    const [uid, gid] = await Promise.all([runProgram("id", ["-u", name]), runProgram("id", ["-g", name])]);
    return { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}

/** Another process may make it at the same time; what counts is that it is there afterwards. */
async function make(): Promise<SystemAccount> {
  const refusal: unknown = await runProgram("useradd", [
    "--system",
    "--user-group",
    "--shell",
    "/bin/false",
    name,
  ]).catch((error: unknown) => error);
  const account = await lookUp();
  if (account === undefined) throw noAccount(refusal);
  return account;
}
