import { basename } from "node:path";
import { RowproofError } from "../../diagnostic.js";

/** The config is written in a way that an edit cannot follow: whoever wrote it has to make the edit. */
export function cannotEdit(file: string, because: string, byHand: string): RowproofError {
  return new RowproofError(
    {
      id: "contract/cannot-edit",
      message: `${basename(file)} cannot be edited by a command: ${because}`,
      why: "an edit must change what is asked for and nothing else, so it is made only where the file says its tables in plain sight; nothing was written",
      fix: byHand,
    },
    2,
  );
}
