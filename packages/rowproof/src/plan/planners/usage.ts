import { planned } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner } from "../planning.js";

/** USAGE on the schemas of the contract's tables, for the roles that the contract gives tables. */
export const schemaUsage: Planner = {
  fixes: ["grant/missing"],
  plan: (planning) => {
    const lacking = findingsOf(planning, "grant/missing").filter(({ object }) =>
      object.startsWith("schema "),
    );
    if (lacking.length === 0) return planned({});
    return planned({
      groups: [
        {
          phase: "within",
          object: lacking.map(({ object }) => object).join(", "),
          reason: "Without usage on its schema no table can be used, whatever privileges a role has on it.",
          actions: lacking.map(({ fix }) => ({ sql: fix, lock: locks.none })),
        },
      ],
    });
  },
};
