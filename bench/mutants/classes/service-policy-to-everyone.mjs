import { withRoles } from "../policy.mjs";
import { isReached } from "../subject.mjs";

const closed = "a policy gives no privilege, and no caller but the service has one on the table";

/**
 * The bypass that was meant for the service, without the clause that says so.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const servicePolicyToEveryone = {
  name: "service policy without TO",
  changes: ({ tables }) =>
    tables
      .filter(({ service }) => service !== undefined)
      .map((table) => ({
        on: table.name,
        sql: withRoles({ table, policy: table.service }, ["PUBLIC"]),
        ...(isReached(table) ? {} : { equivalent: closed }),
      })),
};
