import type { Policy, Relation } from "../catalog/facts.js";
import { listed } from "../sql/list.js";
import { code, table } from "./markdown.js";

/** A table's policies as the catalog has them. */
export function policiesTable({ policies, rowSecurity }: Relation): string {
  const off = "**Row level security is off: policies do not apply.**";
  if (policies.length === 0) return rowSecurity ? "None: no user sees any row." : off;
  const rows = policies.map((policy) => [
    code(policy.name),
    policy.permissive ? policy.command : `${policy.command}, restrictive`,
    listed(policy.roles.map(roleOf)),
    conditionOf(policy),
  ]);
  const all = table(["policy", "command", "to", "condition"], rows);
  return rowSecurity ? all : `${off}\n\n${all}`;
}

function roleOf(role: string): string {
  return role === "PUBLIC" ? "everybody (`PUBLIC`)" : code(role);
}

/** One condition if it is the same for the rows that are read and written. */
function conditionOf({ using, withCheck }: Policy): string {
  const one = using ?? withCheck;
  if (one === null) return "none is given";
  if (using === null || withCheck === null || using === withCheck) return code(one);
  return `reached: ${code(using)}; written: ${code(withCheck)}`;
}
