import { madeAgain } from "../policy.mjs";
import { isForOwn, may } from "../subject.mjs";

const unwritable =
  "the policy opens inserts and updates that end with another's row, and users have no privilege to insert here or to update the owner column";

/**
 * A select policy made into one for all commands, with nothing that holds new rows.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyForAll = {
  name: "select policy for all commands",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "select")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: madeAgain({ table, policy }, { command: "all", withCheck: "true" }),
        ...(writesOwner(table) || showsOthers({ table, policy }) ? {} : { equivalent: unwritable }),
      })),
};

function writesOwner(table) {
  return ["INSERT", "UPDATE"].some((privilege) => may(table, "authenticated", privilege, table.owner?.name));
}

/** Whether the rows that it shows, and would open to updates, are others' too. */
function showsOthers({ table, policy }) {
  return !isForOwn({ table, policy }) && may(table, "authenticated", "UPDATE");
}
