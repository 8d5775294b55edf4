import type { Actor } from "../attack/actor.js";
import type { Target } from "../attack/target.js";
import type { Policy } from "../catalog/facts.js";
import { isSecurityInvoker } from "../catalog/view-options.js";
import { identifier } from "../sql/sql.js";
import type { Cell } from "./proof.js";

/** The cause of an access, as far as the catalog shows it, and the fix. */
interface Explanation {
  readonly why: string;
  readonly fix: string;
}

/** The most obvious cause in the catalog that gives an actor access that they should not have. */
export function explain(target: Target, { role }: Actor, command: Cell["command"]): Explanation {
  const { relation } = target;
  const name = identifier(relation.schema, relation.name).text;
  if (relation.kind === "materialized view" || relation.kind === "foreign table") {
    return {
      why: `a ${relation.kind} cannot have row level security, so a privilege on it opens every row`,
      fix: `revoke all on ${name} from public, ${role};`,
    };
  }
  if (relation.kind === "view" && !isSecurityInvoker(relation)) {
    return {
      why: `the view lacks security_invoker, so it runs as its owner ${relation.owner}, and the policies do not apply`,
      fix: `alter view ${name} set (security_invoker = true);`,
    };
  }
  if (relation.kind === "view") {
    return {
      why: "the view runs with the privileges of the actor, and the table under it allows this",
      fix: "fix the table under the view: rowproof plan writes what is missing",
    };
  }
  if (!relation.rowSecurity) {
    return {
      why: `row level security is off, so a privilege of ${role} opens every row`,
      fix: `alter table ${name} enable row level security;`,
    };
  }
  return explainByPolicies(target, role, command);
}

function explainByPolicies(
  { relation, standing }: Target,
  role: string,
  command: Cell["command"],
): Explanation {
  const name = identifier(relation.schema, relation.name).text;
  const admitting = relation.policies.filter((policy) => admits(policy, role, command));
  const [first] = admitting;
  if (first === undefined) {
    return {
      why: `no policy of the table admits ${role}, so the access bypasses row level security: as an owner, by BYPASSRLS, or through a function or a foreign key`,
      fix: "the script shows how; rowproof verify names owners and roles that bypass row level security",
    };
  }
  const listed = admitting.map((policy) => `${identifier(policy.name).text} ${conditionOf(policy)}`);
  const one = admitting.length === 1;
  return {
    why: `admitted by ${one ? "policy" : "one of the policies"} ${listed.join(", ")}`,
    fix:
      standing === "unnamed"
        ? `revoke all on ${name} from ${role}; or name the table in the contract`
        : one
          ? `drop policy ${identifier(first.name).text} on ${name}; rowproof plan --prune writes the policy of the contract`
          : "rowproof plan --prune drops the policies that allow too much, and writes those of the contract",
  };
}

function admits({ command: on, permissive, roles }: Policy, role: string, command: Cell["command"]): boolean {
  return permissive && (on === "all" || on === command) && (roles.includes("PUBLIC") || roles.includes(role));
}

function conditionOf({ using, withCheck }: Policy): string {
  const parts = [
    ...(using === null ? [] : [`using (${using})`]),
    ...(withCheck === null ? [] : [`with check (${withCheck})`]),
  ];
  return parts.join(" ");
}
