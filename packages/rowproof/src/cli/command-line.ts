import { type Command, CommanderError } from "commander";
import { unexpected } from "../commands/call/unexpected.js";
import { type ExitCode, RowproofError } from "../diagnostic.js";
import { createOutput, type Output, type TextStream } from "./output.js";
import { createProgram } from "./program.js";

/** 128 + SIGINT, as shells have it. */
export const interruptedCode = 130;

/** Where a command line writes, and what stops it. */
export interface CommandLineStreams {
  readonly out: TextStream;
  readonly err: TextStream;
  readonly signal: AbortSignal;
}

/** Runs one command line to its end and returns its exit code. It does not end the process. */
export async function runCommandLine(
  parameters: readonly string[],
  { out, err, signal }: CommandLineStreams,
): Promise<number> {
  const asksJson = parameters.includes("--json");
  const outputFor = (json: boolean) => createOutput(out, err, json);
  let output = outputFor(asksJson);
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
  for (const command of withSubcommands(program)) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
    });
  }
  try {
    await program.parseAsync(parameters, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, output, asksJson);
    return fail(error, output, signal);
  } finally {
    output.close();
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function fail(error: unknown, output: Output, signal: AbortSignal): number {
  const failure = error instanceof RowproofError ? error : unexpected(error);
  output.failure(failure);
  return signal.aborted ? interruptedCode : failure.exitCode;
}

/** The command line could not be understood. Commander has said so on stderr; with `--json` there is a document too. */
function usage(error: CommanderError, output: Output, asksJson: boolean): number {
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
  if (asksJson) output.failure(mistake);
  return mistake.exitCode;
}
