import type { z } from "zod";
import { RowproofError } from "../../diagnostic.js";
import { createReporter, type Reporter } from "./event.js";
import { type CallOptions, checkOptions } from "./options.js";
import { unexpected } from "./unexpected.js";

/** What a command works with, next to its options. */
export interface CommandContext {
  /** Aborts when the caller interrupts. */
  readonly signal: AbortSignal;
  readonly report: Reporter;
}

/** A command's name as a function, and the schema of its options. */
export interface CommandShape {
  readonly verb: string;
  readonly options: z.ZodRawShape;
}

/**
 * Runs a command as every caller gets it: options are checked first, and nothing but a `RowproofError` is thrown.
 * @throws {RowproofError} `options/invalid`; `interrupted` once the signal aborts; `internal/unexpected`; what `work` throws
 */
export async function callCommand<Options extends CallOptions, Result>(
  { verb, options: shape }: CommandShape,
  options: Options,
  work: (options: Options, context: CommandContext) => Promise<Result>,
): Promise<Result> {
  checkOptions(verb, shape, options);
  const signal = options.signal ?? new AbortController().signal;
  try {
    signal.throwIfAborted();
    return await work(options, { signal, report: createReporter(options.onProgress) });
  } catch (error) {
    if (signal.aborted) throw interrupted(error);
    throw error instanceof RowproofError ? error : unexpected(error);
  }
}

function interrupted(cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "interrupted",
      message: "the command was interrupted",
      why: "open transactions are rolled back; migrations that were reported as applied stay applied",
      fix: "run it again to continue",
    },
    3,
    { cause },
  );
}
