import { type Finding, RowproofError } from "../../diagnostic.js";

/** The change alone would not lead to a database that matches the contract. */
export function notClean(findings: readonly Finding[]): RowproofError {
  const wrong = findings.filter(({ level }) => level !== "note");
  return new RowproofError(
    {
      id: "table/not-clean",
      message: "with the change the database would not match the contract",
      why: "it was tried in a transaction that was rolled back, and the problems below would remain; nothing was written",
      fix: `fix ${wrong.length === 1 ? "it" : "each"} as described below, then run again`,
      details: wrong,
    },
    wrong.some(({ id }) => id.startsWith("contract/")) ? 2 : 1,
  );
}
