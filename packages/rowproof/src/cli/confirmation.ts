import { createInterface } from "node:readline/promises";
import { RowproofError } from "../diagnostic.js";

/**
 * Asks a question at a terminal; where there is none, whoever runs the script has decided already.
 * @throws {RowproofError} exit code 2 where the answer is not yes
 */
export async function askToGoOn(question: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it reads, the terminal hands Ctrl-C to the reader and not to the process; Ctrl-D ends the input without an answer.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const ended = new Promise<string>((done) => terminal.once("close", () => done("")));
  try {
    const answer = await Promise.race([terminal.question(`  ${question} [y/N] `, { signal }), ended]);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new RowproofError(
    {
      id: "up/declined",
      message: "nothing was applied",
      why: "the question was not answered with yes",
      fix: "run again and answer y, or pass --yes",
    },
    2,
  );
}
