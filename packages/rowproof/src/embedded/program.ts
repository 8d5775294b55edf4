import { type ExecFileException, execFile } from "node:child_process";
import { delimiter } from "node:path";
import { programFailed } from "./errors.js";

/** The system user a program runs as; undefined where it is the one who runs Node. */
export type SystemAccount = { readonly uid: number; readonly gid: number } | undefined;

/**
 * What Postgres's programs see of the environment. Nothing of the caller's own: `PGDATA`, `PGOPTIONS` and the like change what
 * they do, and the time zone becomes the cluster's.
 */
export const environment: NodeJS.ProcessEnv = {
  PATH: [process.env.PATH, "/usr/sbin", "/sbin"].join(delimiter),
  SystemRoot: process.env.SystemRoot,
  LC_ALL: "C",
  TZ: "UTC",
};

/**
 * Runs a program to its end and returns what it wrote to its standard output.
 * @throws {RowproofError} `embedded/program-failed` with the last lines it wrote to its standard error.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  account?: SystemAccount,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { ...account, cwd: "/", env: environment, windowsHide: true };
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(programFailed(program, lastLines(stderr) || error.message, error));
    });
  });
}

/** The last few lines of what a program wrote. */
export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-6).join("\n");
}
