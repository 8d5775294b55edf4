import type { CommandOutput } from "@rowproof/testing/command-line";
import { runCommandLine } from "../../src/cli/command-line.js";

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command line in this process, from its source, in a folder. A folder and an environment belong to the whole process,
 * so that one run waits for the one before. What needs a process of its own (signals, two at a time, the built package) takes
 * `@rowproof/testing/command-line`.
 */
export function runCli(
  directory: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandOutput> {
  const result = last.then(() => inPlace(directory, env, () => captured(parameters)));
  last = result.catch(() => undefined);
  return result;
}

async function inPlace<Result>(
  directory: string,
  env: NodeJS.ProcessEnv,
  run: () => Promise<Result>,
): Promise<Result> {
  const before = { directory: process.cwd(), env: { ...process.env } };
  process.chdir(directory);
  delete process.env.DATABASE_URL;
  Object.assign(process.env, env);
  try {
    return await run();
  } finally {
    process.chdir(before.directory);
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before.env);
  }
}

async function captured(parameters: readonly string[]): Promise<CommandOutput> {
  const written = { out: "", err: "" };
  const code = await runCommandLine(parameters, {
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout: written.out, stderr: written.err };
}
