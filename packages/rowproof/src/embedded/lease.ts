import { randomBytes } from "node:crypto";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity.js";

const prefix = "lease.";

/** Says that this process uses the server in the directory. Returns the file that says so; removing it ends the lease. */
export async function takeLease(directory: string): Promise<string> {
  const file = join(directory, prefix + randomBytes(8).toString("hex"));
  await writeFile(file, JSON.stringify(await identityOf(process.pid)), { flag: "wx" });
  await chmod(file, 0o644);
  return file;
}

/** Ends a lease; ending it twice does nothing. */
export async function endLease(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Whether any living process has a lease. Leases of dead ones are removed. To be called under the directory's lock. */
export async function isLeased(directory: string): Promise<boolean> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix));
  const living = await Promise.all(names.map((name) => isLiving(join(directory, name))));
  return living.includes(true);
}

async function isLiving(file: string): Promise<boolean> {
  const holder = parse(await readFile(file, "utf8"));
  if (holder !== null && (await isAlive(holder))) return true;
  await endLease(file);
  return false;
}

/** A process that died while writing its lease leaves half of it. */
function parse(text: string): ProcessIdentity | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
