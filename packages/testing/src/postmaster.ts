import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** The process id of the server that runs in an embedded server's directory; null if none does. */
export async function findServerProcess(directory: string): Promise<number | null> {
  const data = join(directory, "data");
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid)) return null;
  // A killed server leaves its file, and the system may have given the number to another program.
  return (await commandOf(pid)).includes(await realpath(data)) ? pid : null;
}

/** Stops the server of a directory at once, without a checkpoint: nobody needs its data any more. */
export async function killServer(directory: string): Promise<void> {
  const pid = await findServerProcess(directory);
  if (pid === null) return;
  process.kill(pid, "SIGQUIT");
  while ((await findServerProcess(directory)) !== null) await sleep(10);
}

/** The command line of a process; empty if there is no such process. */
async function commandOf(pid: number): Promise<string> {
  if (process.platform === "linux") return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return stdout;
}
