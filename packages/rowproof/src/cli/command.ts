import type { ProgressListener } from "../commands/call/event.js";
import type { ExitCode } from "../diagnostic.js";
import type { Output } from "./output.js";

/** The flags that every command has. */
export interface CommonFlags {
  /** The contract's file. Default: the nearest one above the working directory. */
  readonly config?: string;
  readonly database?: string;
}

/** What a command line works with, next to its flags. */
export interface CliContext {
  readonly output: Output;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

/** Calls a command with the flags of a command line, prints its result, and returns the exit code. */
export type CommandLine<Flags extends CommonFlags> = (flags: Flags, context: CliContext) => Promise<ExitCode>;

/** The options that every function of `commands/` takes from a command line. */
export function sharedOptions({ config, database }: CommonFlags, { output, signal }: CliContext) {
  const onProgress: ProgressListener = output.narrate;
  return { config, database, signal, onProgress };
}
