import { basename } from "node:path";
import type { Diagnostic, Place } from "../diagnostic.js";
import { RowproofError } from "../diagnostic.js";

/** One mistake of a contract, with the path of what is wrong in it. */
export interface Mistake extends Omit<Diagnostic, "place" | "sqlstate"> {
  readonly path: readonly string[];
}

/** All the mistakes of a contract in one error, each with its place in the file. */
export function invalidContract(
  file: string,
  mistakes: readonly Mistake[],
  place: (path: readonly string[]) => Place | undefined,
): RowproofError {
  const details = mistakes.map(({ path, ...diagnostic }): Diagnostic => {
    const where = place(path);
    return where === undefined ? diagnostic : { ...diagnostic, place: where };
  });
  const count = details.length === 1 ? "a mistake" : `${details.length} mistakes`;
  const first = details[0]?.place;
  return new RowproofError(
    {
      id: "contract/invalid",
      message: `${basename(file)} has ${count}`,
      why: "nothing is read from or done to a database until the contract is free of contradictions",
      fix: details.length === 1 ? "fix it as said below" : "fix each as said below; all of them are listed",
      details,
      ...(first === undefined ? {} : { place: first }),
    },
    2,
  );
}
