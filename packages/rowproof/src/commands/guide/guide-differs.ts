import type { Finding } from "../../diagnostic.js";
import type { Difference } from "../../guide/compare.js";
import { shortPath } from "../../report/diagnostic.js";

/** The guide's file is not what the contract and the database give; without a difference it is not there at all. */
export function guideDiffers(file: string, difference: Difference | null): Finding {
  const about = {
    level: "error",
    object: `file ${shortPath(file)}`,
    fix: "run rowproof guide and commit the result",
  } as const;
  if (difference === null) {
    return {
      ...about,
      id: "guide/missing",
      message: `${shortPath(file)} is not there`,
      why: "the guide has not been written yet, or was not committed",
    };
  }
  const { section, line, present, fresh } = difference;
  return {
    ...about,
    id: "guide/differs",
    message: `${shortPath(file)} differs in "${section}"`,
    why: [
      "the contract, the migrations or the database changed since it was written, or it was edited; it has",
      `  ${shown(present)}`,
      "where this belongs:",
      `  ${shown(fresh)}`,
    ].join("\n"),
    place: { file, line },
  };
}

function shown(line: string | null): string {
  if (line === null) return "(the end of the file)";
  return line.trim() === "" ? "(an empty line)" : line;
}
