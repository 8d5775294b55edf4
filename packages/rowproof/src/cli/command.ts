import type { ExitCode } from "../diagnostic.js";
import type { Output } from "./output.js";

/** What every command is told. */
export interface CommonOptions {
  /** The contract's file; absent: the nearest one above the working directory. */
  readonly config?: string;
  readonly database?: string;
}

/** What a command works with beside its options. */
export interface CommandContext {
  readonly output: Output;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

export type CommandRun<Options extends CommonOptions> = (
  options: Options,
  context: CommandContext,
) => Promise<ExitCode>;
