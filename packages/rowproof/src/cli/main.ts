import { CommanderError } from "commander";
import { type ExitCode, RowproofError } from "../diagnostic.js";
import { Output } from "./output.js";
import { createProgram } from "./program.js";

/** 128 + SIGINT, as shells have it. */
const interrupted = 130;

/** Why the work was aborted. */
class Interruption extends Error {}

async function main(): Promise<number> {
  const abort = new AbortController();
  let since = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // A second time the user means it: no more cleaning up. What was open is rolled back by the server. At once is not
      // a second time: npm hands on a signal that the terminal has sent to us as well.
      if (abort.signal.aborted) {
        if (performance.now() - since > 500) process.exit(interrupted);
        return;
      }
      since = performance.now();
      process.stderr.write("\ninterrupted: ending what is under way …\n");
      abort.abort(new Interruption());
    });
  }
  // A reader that leaves early (`rowproof dump | head`) is no failure.
  process.stdout.on("error", () => process.exit(0));

  let output = new Output(process.stdout, process.stderr, process.argv.includes("--json"));
  let code: ExitCode = 0;
  const program = createProgram(
    (json) => {
      output = new Output(process.stdout, process.stderr, json);
      return { output, signal: abort.signal };
    },
    (result) => {
      code = result;
    },
  );
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, output);
    if (abort.signal.aborted) {
      output.failure(interruption());
      return interrupted;
    }
    output.failure(error instanceof RowproofError ? error : unexpected(error));
    return error instanceof RowproofError ? error.exitCode : 3;
  }
}

function interruption(): RowproofError {
  return new RowproofError(
    {
      id: "interrupted",
      message: "the command was interrupted",
      why: "what was under way is rolled back; migrations that were reported as applied before stay",
      fix: "run it again to go on",
    },
    3,
  );
}

/** The command line could not be understood: commander has told so on stderr; a machine gets its document too. */
function usage(error: CommanderError, output: Output): number {
  if (error.exitCode === 0) return 0;
  const mistake = new RowproofError(
    {
      id: "usage",
      message: error.message.replace(/^error: /, ""),
      why: "the command line is not one that rowproof understands",
      fix: "see rowproof --help",
    },
    2,
  );
  if (process.argv.includes("--json")) output.failure(mistake);
  return mistake.exitCode;
}

/** Something that no room foresaw. Its message may hold anything, so only its kind and place are shown. */
function unexpected(error: unknown): RowproofError {
  const stack = error instanceof Error ? (error.stack ?? "").split("\n") : [];
  const at = stack.find((line) => line.trimStart().startsWith("at "))?.trim() ?? "at an unknown place";
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  const kind = error instanceof Error ? error.name : typeof error;
  return new RowproofError(
    {
      id: "internal/unexpected",
      message: `something unforeseen stopped the command: ${kind}${code}`,
      why: `it was raised ${at}`,
      fix: "run it again; if it stays, report it with this text",
    },
    3,
    { cause: error },
  );
}

const code = await main();
// Ended at once, when what was written has left: by itself Node waits for the SQL parser's WebAssembly to be optimised.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
);
process.exit(code);
