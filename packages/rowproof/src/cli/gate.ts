import type pg from "pg";
import type { Contract } from "../contract/contract.js";
import { RowproofError } from "../diagnostic.js";
import type { Migration } from "../migrate/files.js";
import { count } from "../report/style.js";
import { checkAgainst } from "./check.js";
import { findingsOf } from "./checklist.js";

/**
 * The static check inside the last transaction: an error rolls it back. A warning lets it pass; `verify` tells it afterwards.
 * @throws {RowproofError} exit code 1, with the findings that stand in the way
 */
export async function gate(
  contract: Contract,
  client: pg.ClientBase,
  last: Migration | undefined,
): Promise<void> {
  const { results } = await checkAgainst(contract, client);
  const errors = findingsOf(results).filter((finding) => finding.level === "error");
  if (errors.length === 0) return;
  const stays =
    last?.transactional === false ? "it runs outside a transaction, so it stays" : "it was rolled back";
  throw new RowproofError(
    {
      id: "gate/refused",
      message: `the gate refuses ${last?.fileName ?? "the migration"}: ${count(errors.length, "error")}`,
      why: `after it the database would not obey the contract; ${stays}`,
      mend: "mend the migration (or the contract) as told below, then run again",
      details: errors,
    },
    1,
  );
}
