import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Major, openServer } from "rowproof/embedded";
import { inject } from "vitest";
import "./global-setup.js";

/**
 * Gives a directory the files of a server that was never used, so that `openServer` starts it without `initdb`. The files are
 * made once per run and major version.
 */
export async function prepareServer(directory: string, major: Major): Promise<void> {
  const prepared = await preparedFiles(major);
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  for (const name of ["password", "data"]) await copyFiles(join(prepared, name), join(directory, name));
}

/** Two workers may make the files at the same time: the first to finish keeps its own. */
async function preparedFiles(major: Major): Promise<string> {
  const place = join(inject("scratch"), `prepared-${major}`);
  if (await isThere(place)) return place;
  const draft = `${place}.${randomBytes(6).toString("hex")}`;
  await (await openServer({ directory: draft, major, scratch: true })).close();
  await rename(draft, place).catch(() => rm(draft, { recursive: true }));
  return place;
}

function isThere(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}

/** The owner stays the same: Postgres insists on owning its data, also if root runs the tests. */
async function copyFiles(from: string, to: string): Promise<void> {
  if (process.platform === "win32") await cp(from, to, { recursive: true });
  else await promisify(execFile)("cp", ["-a", from, to]);
}
