import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Another Node process that opens a server. */
export interface StartedChild {
  readonly pid: number;
  /** Lets it close the server and end. */
  leave(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** What Ctrl-C in a terminal does: SIGINT to it and to everything in its process group. */
  interrupt(): Promise<void>;
}

/** One that has it open. */
export interface ServingChild extends StartedChild {
  /** What it said first: where the server is, or the id of the error. */
  readonly said: { readonly port?: number; readonly url?: string; readonly id?: string };
}

interface ChildOptions {
  /** As another user, where root says so. */
  readonly uid?: number;
  readonly gid?: number;
  readonly port?: number;
}

const program = fileURLToPath(new URL("child-program.ts", import.meta.url));

/** Starts one and waits until it has the server open, or failed to. */
export async function openInChild(directory: string, options: ChildOptions = {}): Promise<ServingChild> {
  const child = spawnChild(directory, options);
  return { ...controls(child), said: JSON.parse(await firstLine(child)) };
}

/** Starts one and waits for nothing. */
export function startChild(directory: string): StartedChild {
  return controls(spawnChild(directory, {}));
}

function spawnChild(directory: string, options: ChildOptions): ChildProcessByStdio<Writable, Readable, null> {
  const { port = "", ...account } = options;
  return spawn(process.execPath, ["--import", "jiti/register", program, directory, String(port)], {
    ...account,
    cwd: dirname(program),
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env.PATH },
  });
}

function controls(child: ChildProcessByStdio<Writable, Readable, null>): StartedChild {
  const { pid } = child;
  if (pid === undefined) throw new Error("the child process did not start");
  const exited = once(child, "exit");
  const ended = async (end: () => unknown) => {
    end();
    await exited;
  };
  return {
    pid,
    leave: () => ended(() => child.stdin.end()),
    kill: () => ended(() => child.kill("SIGKILL")),
    interrupt: () => ended(() => process.kill(-pid, "SIGINT")),
  };
}

async function firstLine(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("the child process said nothing");
}
