import { basename } from "node:path";
import type { Diagnostic, Place } from "../diagnostic.js";
import { RowproofError } from "../diagnostic.js";

/** One mistake of a contract, with the path of what is wrong in it. */
export interface Mistake extends Omit<Diagnostic, "place" | "sqlstate"> {
  readonly path: readonly string[];
}

/** Mistakes as diagnostics, each with its place in the file. */
export function placed(
  mistakes: readonly Mistake[],
  place: (path: readonly string[]) => Place | undefined,
): readonly Diagnostic[] {
  return mistakes.map(({ path, ...diagnostic }): Diagnostic => {
    const where = place(path);
    return where === undefined ? diagnostic : { ...diagnostic, place: where };
  });
}

/** All the mistakes of a contract in one error. */
export function invalidContract(file: string, details: readonly Diagnostic[]): RowproofError {
  const count = details.length === 1 ? "a mistake" : `${details.length} mistakes`;
  const first = details[0]?.place;
  return new RowproofError(
    {
      id: "contract/invalid",
      message: `${basename(file)} has ${count}`,
      why: "nothing is done to a database until the contract has no mistakes",
      fix: details.length === 1 ? "fix it as listed below" : "fix each of them as listed below",
      details,
      ...(first === undefined ? {} : { place: first }),
    },
    2,
  );
}
