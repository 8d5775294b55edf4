import { basename } from "node:path";
import { RowproofError } from "../../diagnostic.js";

/** The config is written in a way that an edit cannot follow, so its author has to make the edit. */
export function cannotEdit(file: string, because: string, byHand: string): RowproofError {
  return new RowproofError(
    {
      id: "contract/cannot-edit",
      message: `${basename(file)} cannot be edited by a command: ${because}`,
      why: "an edit must change nothing else, so the file has to list its tables as a plain object; nothing was written",
      fix: byHand,
    },
    2,
  );
}
