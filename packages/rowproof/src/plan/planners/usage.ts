import { planned } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner } from "../planning.js";

/** The schemas that the contract's tables are in can be named by those to whom it gives them. */
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
          reason: "Without usage of its schema no table can be named, whatever privileges there are on it.",
          actions: lacking.map(({ fix }) => ({ sql: fix, lock: locks.none })),
        },
      ],
    });
  },
};
