import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether `psql` is installed. */
export const hasPsql = await run("psql", ["--version"]).then(
  () => true,
  () => false,
);

/** What `psql` prints for a script on both streams, in the order in which it prints it. `options` come before the file. */
export async function psqlPrints(
  file: string,
  url: string,
  { directory, options = [] }: { readonly directory?: string; readonly options?: readonly string[] } = {},
): Promise<string> {
  const command = 'exec psql -X "$@" 2>&1';
  const { stdout } = await run("sh", ["-c", command, "sh", ...options, "-f", file, url], { cwd: directory });
  return stdout;
}
