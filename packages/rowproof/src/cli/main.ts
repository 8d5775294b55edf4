import { CommanderError } from "commander";
import { unexpected } from "../commands/call/unexpected.js";
import { type ExitCode, RowproofError } from "../diagnostic.js";
import { createOutput, type Output } from "./output.js";
import { createProgram } from "./program.js";

/** 128 + SIGINT, as shells have it. */
const interruptedCode = 130;

function outputFor(json: boolean): Output {
  return createOutput(process.stdout, process.stderr, json);
}

/** Aborts at the first signal, so that the command can clean up. */
function abortOnSignals(): AbortSignal {
  const abort = new AbortController();
  let since = 0;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      // A second signal ends the process at once: the server rolls back what is open. One that comes within half a second is
      // not a second one: npm passes on a signal that the terminal has sent to us too.
      if (abort.signal.aborted) {
        if (performance.now() - since > 500) process.exit(interruptedCode);
        return;
      }
      since = performance.now();
      process.stderr.write("\ninterrupted: stopping …\n");
      abort.abort(new Error("interrupted"));
    });
  }
  return abort.signal;
}

async function main(): Promise<number> {
  const signal = abortOnSignals();
  // A reader that leaves early (`rowproof dump | head`) is no failure.
  process.stdout.on("error", () => process.exit(0));

  let output = outputFor(process.argv.includes("--json"));
  let code: ExitCode = 0;
  const program = createProgram(
    (json) => {
      output = outputFor(json);
      return { output, signal };
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
    return fail(error, output, signal);
  } finally {
    output.close();
  }
}

function fail(error: unknown, output: Output, signal: AbortSignal): number {
  if (error instanceof CommanderError) return usage(error, output);
  const failure = error instanceof RowproofError ? error : unexpected(error);
  output.failure(failure);
  return signal.aborted ? interruptedCode : failure.exitCode;
}

/** The command line could not be understood. Commander has said so on stderr; with `--json` there is a document too. */
function usage(error: CommanderError, output: Output): number {
  if (error.exitCode === 0) return 0;
  const mistake = new RowproofError(
    {
      id: "usage",
      message: error.message.replace(/^error: /, ""),
      why: "rowproof does not understand the command line",
      fix: "see rowproof --help",
    },
    2,
  );
  if (process.argv.includes("--json")) output.failure(mistake);
  return mistake.exitCode;
}

const code = await main();
// The process ends as soon as its output is written: by itself Node waits until the SQL parser's WebAssembly is optimised.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
);
process.exit(code);
