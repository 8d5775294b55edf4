import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import type { Contract } from "../contract.js";
import { loadContract } from "../load.js";
import { placeFinder } from "../places.js";

/**
 * The contract that a config would say with another text. For as long as it is read, the text lies in a file of its own
 * beside the config, so that what it imports is found; that file is gone afterwards, also where the process is ended.
 * @param told what the text is an edit for, as a sentence begins with it
 * @throws {RowproofError} the contract's own mistakes, exit code 2
 */
export async function loadEdited(file: string, text: string, told: string): Promise<Contract> {
  const { dir, name, ext } = path.parse(file);
  const draft = path.join(dir, `${name}.${randomUUID()}${ext}`);
  const remove = () => rmSync(draft, { force: true });
  process.once("exit", remove);
  try {
    await writeFile(draft, text, { flag: "wx", mode: 0o600 });
    const contract = await loadContract(draft, { cache: false });
    return { ...contract, file, place: placeFinder(file, text) };
  } catch (error) {
    throw error instanceof RowproofError ? asEdit(error, path.basename(draft), file, told) : error;
  } finally {
    remove();
    process.removeListener("exit", remove);
  }
}

/** The same mistakes, without places: they are in a text that is written nowhere. */
function asEdit(error: RowproofError, draft: string, file: string, told: string): RowproofError {
  const { id, message, why, fix } = error;
  const first: Diagnostic = { id, message, why, fix };
  const mistakes = error.details.length === 0 ? [first] : error.details;
  const spoken = (text: string) => text.replaceAll(draft, path.basename(file));
  return new RowproofError(
    {
      id,
      message: `${told} cannot stand in ${path.basename(file)} as it is asked for`,
      why: "the contract would have mistakes; nothing was written",
      fix: "fix what is told below, then run again",
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
