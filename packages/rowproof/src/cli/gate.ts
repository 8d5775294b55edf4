import type pg from "pg";
import type { Contract } from "../contract/contract.js";
import { RowproofError } from "../diagnostic.js";
import type { Migration } from "../migrate/files.js";
import { gatedPlace, readUnits, remainsAt } from "../migrate/units.js";
import { count } from "../report/style.js";
import { checkAgainst } from "./check.js";
import { findingsOf } from "./checklist.js";

/**
 * The static check inside the last file's last transaction, where it has one: an error rolls that back. A warning lets it
 * pass; `verify` tells it afterwards.
 * @throws {RowproofError} exit code 1, with the findings that stand in the way
 */
export async function gate(
  contract: Contract,
  client: pg.ClientBase,
  pending: readonly Migration[],
): Promise<void> {
  const { results } = await checkAgainst(contract, client);
  const errors = findingsOf(results).filter((finding) => finding.level === "error");
  if (errors.length === 0) return;
  const last = pending.at(-1);
  throw new RowproofError(
    {
      id: "gate/refused",
      message: `the gate refuses ${last?.fileName ?? "the migration"}: ${count(errors.length, "error")}`,
      why: `after it the database would not obey the contract; ${whatStays(pending)}`,
      mend: "mend it in that file or a later one (or correct the contract) as told below, then run again",
      details: errors,
    },
    1,
  );
}

/** What the refusal leaves of this run. */
function whatStays(pending: readonly Migration[]): string {
  const earlier = pending.slice(0, -1).map(({ fileName }) => fileName);
  const before = earlier.length === 0 ? "" : `; committed before it, and staying: ${earlier.join(", ")}`;
  return `${whatStaysOf(pending.at(-1))}${before}`;
}

function whatStaysOf(last: Migration | undefined): string {
  if (last === undefined || last.transactional) return "it was rolled back";
  const { units } = readUnits(last.statements);
  return remainsAt(units, gatedPlace(units));
}
