import { policyObject } from "../check/objects.js";
import type { Subject } from "../check/subject.js";
import { isWantedName } from "../check/wanted-policies.js";

/** Policies that somebody else made on the contract's tables: they are shown, and kept while they open nothing. */
export function keptPolicies({ tables }: Subject): readonly string[] {
  const strange = tables.flatMap((table) =>
    table.relation.policies
      .filter(({ name }) => !isWantedName(table, name))
      .map((policy) => policyObject(policy, table)),
  );
  if (strange.length === 0) return [];
  const shown = strange.slice(0, 10).join("; ");
  const more = strange.length > 10 ? `; and ${strange.length - 10} more` : "";
  return [
    `${strange.length} policies are not of this contract's making; those that this plan does not drop open nothing beyond it and stay: ${shown}${more}`,
  ];
}
