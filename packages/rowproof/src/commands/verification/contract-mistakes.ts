import type { ContractReading } from "../../contract/load.js";
import { invalidContract } from "../../contract/mistake.js";
import type { Diagnostic, RowproofError } from "../../diagnostic.js";
import { onConnection } from "../../sql/session.js";
import type { CommandOptions } from "../call/options.js";
import { onTarget } from "../project/target.js";
import { findingsOf } from "./checklist.js";
import { checkAgainst } from "./verification.js";

/**
 * All the mistakes of a contract that has some: those in the file, and those that only the database shows, such as a
 * table that does not exist. If the database cannot be reached, those in the file are all that is known.
 */
export async function allMistakes(
  reading: ContractReading,
  options: CommandOptions,
  signal: AbortSignal,
): Promise<RowproofError> {
  const found = await mistakesInDatabase(reading, options, signal).catch((): readonly Diagnostic[] => {
    signal.throwIfAborted();
    return [];
  });
  const known = new Set(reading.mistakes.map(({ place }) => JSON.stringify(place)));
  // A predicate that does not parse fails on the server as well: that is the same mistake.
  const others = found.filter(
    ({ id, place }) => id !== "contract/predicate" || !known.has(JSON.stringify(place)),
  );
  return invalidContract(reading.file, [...reading.mistakes, ...others]);
}

async function mistakesInDatabase(
  { contract, unclear }: ContractReading,
  options: CommandOptions,
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  if (contract === undefined) return [];
  const { results } = await onTarget(contract, options, ({ url }) =>
    onConnection(url, signal, (client) => checkAgainst(contract, client)),
  );
  return findingsOf(results)
    .filter(({ id, level }) => level === "error" && id.startsWith("contract/"))
    .filter(({ id }) => unclear.size === 0 || !restsOnAccess.includes(id))
    .map(({ level: _level, object: _object, ...diagnostic }) => diagnostic);
}

/** Findings about what another table's access gives: nothing is known of it while that access cannot be read. */
const restsOnAccess = ["contract/predicate-unreadable"];
