import { type Finding, RowproofError } from "../../diagnostic.js";
import type { Migration } from "../../migrate/files.js";
import { counted } from "../../sql/list.js";

/** There is no plan. Exit code 2 where the contract has to be corrected, 1 where the database has. */
export function planRefused(refusals: readonly Finding[]): RowproofError {
  const [only] = refusals;
  const atContract = refusals.some(({ id }) => id.startsWith("contract/"));
  return new RowproofError(
    {
      id: "plan/refused",
      message:
        refusals.length === 1 && only !== undefined
          ? `there is no plan: ${only.message}`
          : `there is no plan: ${refusals.length} things have to be decided or fixed first`,
      why: "a plan leads to a clean verify or is not made; nothing was written",
      fix: `fix ${refusals.length === 1 ? "it" : "each"} as described below, then plan again`,
      details: refusals,
    },
    atContract ? 2 : 1,
  );
}

/** A plan cannot be saved behind migrations that it does not know. */
export function migrationsPending(pending: readonly Migration[]): RowproofError {
  const names = pending.map(({ fileName }) => fileName).join(", ");
  return new RowproofError(
    {
      id: "plan/pending",
      message: `${counted(pending.length, "migration")} pending: ${names}`,
      why: "a plan is made from the database as it is now, and would repeat what these files do; nothing was written",
      fix: "run rowproof up, then plan again; a table made by rowproof table new is closed from the start, so the gate accepts it",
    },
    1,
  );
}
