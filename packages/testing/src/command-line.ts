import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../rowproof/bin/rowproof.js", import.meta.url));

/** The exit code and the output of a command. */
export interface CommandOutput {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that has been started. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandOutput>;
}

/** Starts the built command line in a folder. */
export function startCli(
  directory: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
): RunningCommand {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [program, ...parameters], {
    cwd: directory,
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, ended: outputOf(child) };
}

/** Runs the built command line in a folder until it ends. */
export function runCli(
  directory: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandOutput> {
  return startCli(directory, parameters, env).ended;
}

function outputOf(child: ChildProcess): Promise<CommandOutput> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
