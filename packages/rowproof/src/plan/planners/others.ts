import type { Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { isPart, strangers } from "../../check/checks/coverage.js";
import type { CheckContext } from "../../check/context.js";
import { contractKey } from "../../contract/contract-key.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { displayName } from "../../sql/sql.js";
import { revokeAndGrant } from "../acl.js";
import { type Planned, planned, together } from "../action.js";
import { findingsOf, type Planner, type Planning } from "../planning.js";
import { removal } from "./grants.js";

/** Relations that the contract does not name: partitions, other views, foreign tables. They are closed to users. */
export const otherRelations: Planner = {
  fixes: [
    "table/not-in-contract",
    "table/foreign",
    "table/of-extension",
    "view/not-in-contract",
    "view/materialized",
    "view/unproven",
    "view/runs-as-owner",
  ],
  plan: (planning) =>
    together(
      strangers(planning.context).map((relation) => {
        const found = findingsOf(planning, ...otherRelations.fixes).find(
          ({ object }) => object === objectOf(relation),
        );
        return found === undefined ? planned({}) : planRelation(planning, relation, found);
      }),
    ),
};

function planRelation({ context }: Planning, relation: Relation, found: Finding): Planned {
  if (isTable(relation) && relation.extension === null && !isPart(context, relation)) {
    return planned({ refusals: [nameIt(context, relation, found)] });
  }
  const held = (role: string) => relation.effective.filter((privilege) => privilege.role === role);
  const excess = { anon: held("anon"), authenticated: held("authenticated") };
  const actions = revokeAndGrant(relation, {
    // The service keeps what it has.
    expected: { anon: [], authenticated: [], service_role: undefined },
    excess,
    missing: {},
  });
  if (actions.length === 0) return planned({});
  const name = displayName(relation.schema, relation.name);
  return planned({
    groups: [
      {
        phase: "within",
        object: objectOf(relation),
        reason: isPart(context, relation)
          ? `${name} is a partition or child of a table. Users may reach it only through that table, because a direct query skips the table's policies.`
          : `${name} is not in the contract, so users have no privileges on it.`,
        actions,
      },
    ],
    removals: (["anon", "authenticated"] as const).flatMap((role) => removal(relation, role, excess[role])),
  });
}

/** A plan could close the table, but the contract would still not say that it should be closed. */
function nameIt({ contract }: CheckContext, relation: Relation, found: Finding): Finding {
  return {
    ...found,
    level: "error",
    why: `${found.why}; a plan would have to guess`,
    fix: `name it in the contract, with the access that you want: ${contractKey(contract, relation)}: { access: serviceOnly() }`,
  };
}
