import { routineName } from "../../check/checks/routines.js";
import { contractRoles } from "../../contract/contract.js";
import { listed } from "../../sql/list.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { planned } from "../action.js";
import { locks } from "../locks.js";
import type { Planner } from "../planning.js";

/**
 * Trigger functions run by their triggers, and no role needs EXECUTE: Postgres checks it when a trigger is created
 * (PostgreSQL documentation, "CREATE TRIGGER"). Nobody can call one directly, so this alone is no reason for a plan.
 */
export const triggerFunctions: Planner = {
  fixes: [],
  plan: ({ context }) => {
    const open = context.catalog.routines.filter(
      ({ returns, extension, executableBy }) =>
        returns === "trigger" && extension === null && executableBy.length > 0,
    );
    if (open.length === 0) return planned({});
    const from = ["PUBLIC", ...contractRoles].map(quoteRole).join(", ");
    return planned({
      groups: [
        {
          phase: "within",
          object: "trigger functions",
          reason: `${listed(open.map(({ schema, name }) => displayName(schema, name)))} can run only through a trigger.`,
          actions: open.map((routine) => ({
            sql: `revoke all on ${routineName(routine)} from ${from};`,
            lock: locks.none,
          })),
        },
      ],
    });
  },
};
