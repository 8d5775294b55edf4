import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The process id of the server that runs in an embedded server's directory; null if none does. */
export async function findServerProcess(directory: string): Promise<number | null> {
  const text = await readFile(join(directory, "data", "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && isAlive(pid) ? pid : null;
}

/** Stops the server of a directory at once, without a checkpoint: nobody needs its data any more. */
export async function killServer(directory: string): Promise<void> {
  const pid = await findServerProcess(directory);
  if (pid === null) return;
  process.kill(pid, "SIGQUIT");
  while ((await findServerProcess(directory)) !== null) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
