import { readFile } from "node:fs/promises";
import type { Finding } from "../diagnostic.js";
import { compareGuides, type GuideDifference } from "../guide/compare.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions, option } from "./call/options.js";
import { writeFileWhereDifferent } from "./files/written-file.js";
import { freshGuide } from "./guide/fresh-guide.js";
import { guideDiffers } from "./guide/guide-differs.js";

/** The options of {@link guide}. */
export interface GuideCommandOptions extends CommandOptions {
  /** Compares instead of writing. Default: false. */
  readonly check?: boolean | undefined;
}

/** The result of {@link guide}. `missing` and `differs` come with `check` only. */
export type GuideResult =
  | { readonly file: string; readonly outcome: "written" | "current" }
  | {
      readonly file: string;
      readonly outcome: "missing" | "differs";
      /** The first line that differs; null where there is no file. */
      readonly difference: GuideDifference | null;
      readonly finding: Finding;
    };

/**
 * Writes the project's database guide from the contract and the database, or with `check` compares it.
 * @throws {RowproofError} where the contract or the connection is wrong, or the file cannot be written
 * @example
 * import { guide } from "rowproof/commands";
 *
 * const { file, outcome } = await guide({ check: true });
 * if (outcome !== "current") throw new Error(`${file}: ${outcome}`);
 */
export function guide(options: GuideCommandOptions = {}): Promise<GuideResult> {
  const shape = { verb: "guide", options: { ...commandOptions, check: option.flag() } };
  return callCommand(shape, options, async (given, { signal }) => {
    const { file, text } = await freshGuide(given, signal);
    if (given.check === true) return compare(file, text);
    const written = await writeFileWhereDifferent(file, text);
    return { file, outcome: written ? "written" : "current" };
  });
}

async function compare(file: string, fresh: string): Promise<GuideResult> {
  const present = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (present === fresh) return { file, outcome: "current" };
  const difference = present === null ? null : compareGuides(present, fresh);
  const outcome = difference === null ? "missing" : "differs";
  return { file, outcome, difference, finding: guideDiffers(file, difference) };
}
