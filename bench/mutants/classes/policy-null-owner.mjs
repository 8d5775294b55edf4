import { withExpressions } from "../policy.mjs";
import { identifier, piece } from "../statement.mjs";

const notNull = "the owner column is NOT NULL, so no row fulfils the other half";

/** @type {import("../mutants.mjs").MutantClass} */
export const policyNullOwner = {
  name: "policy or null owner",
  changes: (subject) => {
    const selects = subject.policies.filter(
      ({ table, policy }) => policy.command === "select" && table.owner !== undefined,
    );
    return selects.map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: withExpressions(
        { table, policy },
        (before) => piece`${before} or ${identifier(table.owner.name)} is null`,
      ),
      equivalent: notNull,
    }));
  },
};
