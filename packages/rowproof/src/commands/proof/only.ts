import { routinesOf } from "../../attack/routine.js";
import type { Catalog } from "../../catalog/facts.js";
import type { Contract } from "../../contract/contract.js";
import { suggestName } from "../../contract/suggestion.js";
import { RowproofError } from "../../diagnostic.js";

/** How many names a message lists. */
const most = 12;

/**
 * Checks the names of `--only`: a name that nothing has would test nothing, and look like a success.
 * @throws {RowproofError} exit code 2
 */
export function requireNames(only: readonly string[], { schemas }: Contract, catalog: Catalog): void {
  const relations = catalog.relations.filter(
    ({ schema, extension }) => schemas.includes(schema) && extension === null,
  );
  const routines = routinesOf({ catalog, exposed: schemas });
  const known = [...new Set([...relations, ...routines].map(({ name }) => name))].sort();
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownNames(unknown, known);
}

function unknownNames(unknown: readonly string[], known: readonly string[]): RowproofError {
  const meant = unknown.flatMap((name) => suggestName(name, known) ?? []);
  return new RowproofError(
    {
      id: "prove/unknown-name",
      message: `nothing here is named ${quoted(unknown)}`,
      why: "--only takes the names, without a schema, of tables, views, sequences and routines of the exposed schemas; for another name nothing would be tested",
      fix: meant.length > 0 ? `write ${quoted(meant)}` : `there are ${listed(known)}`,
    },
    2,
  );
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const left = names.length - most;
  return left > 0 ? `${quoted(names.slice(0, most))} and ${left} more` : quoted(names);
}
