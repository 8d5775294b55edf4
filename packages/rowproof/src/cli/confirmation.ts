import { createInterface } from "node:readline/promises";

/** Asks a question at a terminal. Without a terminal the answer is yes: who runs a script has decided already. */
export async function askAtTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it reads, the terminal gives Ctrl-C to the reader and not to the process; Ctrl-D ends the input without an answer.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const ended = new Promise<string>((done) => terminal.once("close", () => done("")));
  try {
    const answer = await Promise.race([terminal.question(`  ${question} [y/N] `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
