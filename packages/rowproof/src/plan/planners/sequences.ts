import type { Relation } from "../../catalog/facts.js";
import { needsSequence, ownSequences } from "../../check/checks/sequences.js";
import type { CheckContext } from "../../check/context.js";
import type { Held } from "../../check/privilege-difference.js";
import { type ContractRole, contractRoles } from "../../contract/contract.js";
import { objectOf } from "../../sql/object-name.js";
import { displayName } from "../../sql/sql.js";
import { revokeAndGrant } from "../acl.js";
import { planned, together } from "../action.js";
import type { Planner } from "../planning.js";
import { removal } from "./grants.js";

/** The ids are those of grants; this planner takes the findings on sequences. */
export const sequences: Planner = {
  fixes: ["grant/missing", "grant/excess"],
  plan: ({ context }) =>
    together(
      ownSequences(context).map((sequence) => {
        const parts = contractRoles.map((role) => ({ role, ...difference(context, sequence, role) }));
        const of = <Part>(part: (one: (typeof parts)[number]) => Part) =>
          Object.fromEntries(parts.map((one) => [one.role, part(one)])) as Record<ContractRole, Part>;
        const excess = of((one) => one.excess);
        const actions = revokeAndGrant(sequence, {
          expected: of((one) => one.expected),
          excess,
          missing: of((one) => one.missing),
        });
        if (actions.length === 0) return planned({});
        return planned({
          groups: [
            {
              phase: "within",
              object: objectOf(sequence),
              reason: `${displayName(sequence.schema, sequence.name)} can be used only by roles whose inserts need it.`,
              actions,
            },
          ],
          removals: contractRoles.flatMap((role) => removal(sequence, role, excess[role])),
        });
      }),
    ),
};

const usage: Held = { privilege: "USAGE", columns: null };

function difference(context: CheckContext, sequence: Relation, role: ContractRole) {
  const needed = needsSequence(context, sequence, role);
  const held = sequence.effective.filter((privilege) => privilege.role === role);
  const has = held.some(({ privilege }) => privilege === "USAGE" || privilege === "UPDATE");
  return {
    // The service keeps what it has.
    expected: role === "service_role" ? (held.length > 0 || !needed ? held : [usage]) : needed ? [usage] : [],
    excess: role === "service_role" ? [] : held.filter(({ privilege }) => !(needed && privilege === "USAGE")),
    missing: needed && !has ? [usage] : [],
  };
}
