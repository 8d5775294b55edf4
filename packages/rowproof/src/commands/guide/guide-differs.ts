import type { Finding } from "../../diagnostic.js";
import type { GuideDifference } from "../../guide/compare.js";
import { shortPath } from "../../report/diagnostic.js";

/** The guide's file is out of date; without a difference it does not exist. */
export function guideDiffers(file: string, difference: GuideDifference | null): Finding {
  const about = {
    level: "error",
    object: `file ${shortPath(file)}`,
    fix: "run rowproof guide and commit the result",
  } as const;
  if (difference === null) {
    return {
      ...about,
      id: "guide/missing",
      message: `${shortPath(file)} does not exist`,
      why: "the guide was not written yet, or was not committed",
    };
  }
  const { section, line, present, fresh } = difference;
  return {
    ...about,
    id: "guide/differs",
    message: `${shortPath(file)} differs in "${section}"`,
    why: [
      "the contract, the migrations or the database changed since it was written, or somebody edited it. It has",
      `  ${shown(present)}`,
      "and should have:",
      `  ${shown(fresh)}`,
    ].join("\n"),
    place: { file, line },
  };
}

function shown(line: string | null): string {
  if (line === null) return "(the end of the file)";
  return line.trim() === "" ? "(an empty line)" : line;
}
