import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import type { Contract } from "../contract.js";
import { loadContract } from "../load.js";
import { placeFinder } from "../places.js";

/**
 * The contract that a config would export with another text. While it is read, the text is in a temporary file in the same
 * folder, so that its imports resolve. That file is always removed, even if the process ends.
 * @param subject what the edit adds or changes, as the beginning of a sentence
 * @throws {RowproofError} the contract's own mistakes, exit code 2
 */
export async function loadEdited(file: string, text: string, subject: string): Promise<Contract> {
  const { dir, name, ext } = path.parse(file);
  const draft = path.join(dir, `${name}.${randomUUID()}${ext}`);
  const remove = () => rmSync(draft, { force: true });
  process.once("exit", remove);
  try {
    await writeFile(draft, text, { flag: "wx", mode: 0o600 });
    const contract = await loadContract(draft, { cache: false });
    return { ...contract, file, place: placeFinder(file, text) };
  } catch (error) {
    throw error instanceof RowproofError ? asEdit(error, path.basename(draft), file, subject) : error;
  } finally {
    remove();
    process.removeListener("exit", remove);
  }
}

/** The same mistakes without places: the text is not in any file. */
function asEdit(error: RowproofError, draft: string, file: string, subject: string): RowproofError {
  const { id, message, why, fix } = error;
  const first: Diagnostic = { id, message, why, fix };
  const mistakes = error.details.length === 0 ? [first] : error.details;
  const spoken = (text: string) => text.replaceAll(draft, path.basename(file));
  return new RowproofError(
    {
      id,
      message: `${subject} cannot be added to ${path.basename(file)}`,
      why: "the contract would have mistakes; nothing was written",
      fix: "fix the mistakes below, then run again",
      details: mistakes.map((mistake) => ({
        id: mistake.id,
        message: spoken(mistake.message),
        why: spoken(mistake.why),
        fix: spoken(mistake.fix),
      })),
    },
    error.exitCode,
    { cause: error },
  );
}
