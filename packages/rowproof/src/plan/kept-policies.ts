import { isWantedName } from "../check/wanted-policies.js";
import { counted, listed } from "../sql/list.js";
import { policyObject } from "../sql/object-name.js";
import type { Planning } from "./planning.js";

const shown = 10;

/** Policies on the contract's tables that were not made from a contract: they are listed, and stay if they open nothing. */
export function keptPolicies({ context, blamed }: Planning): readonly string[] {
  const kept = context.tables.flatMap((table) =>
    table.relation.policies
      .filter(({ name }) => !isWantedName(table, name))
      .map((policy) => policyObject(policy, table))
      .filter((object) => !blamed.has(object)),
  );
  if (kept.length === 0) return [];
  const names = kept.slice(0, shown);
  const rest = kept.length - names.length;
  const all = rest > 0 ? `${names.join(", ")} and ${rest} more` : listed(names);
  return [
    `${counted(kept.length, "policy")} not made from the contract ${kept.length === 1 ? "opens" : "open"} nothing beyond it and ${kept.length === 1 ? "stays" : "stay"}: ${all}`,
  ];
}
