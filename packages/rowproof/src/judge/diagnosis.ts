import type { Actor } from "../attack/actor.js";
import type { Target } from "../attack/target.js";
import type { Policy, Relation } from "../catalog/facts.js";
import { isSecurityInvoker } from "../catalog/view-options.js";
import { identifier } from "../sql/sql.js";
import type { Cell } from "./proof.js";

/** Why access is as it is, as far as the catalog tells, and what would fix it. */
interface Explanation {
  readonly why: string;
  readonly fix: string;
}

/** What lets a actor in who should not be: the plainest thing that the catalog tells. */
export function explain(
  { relation, standing }: Target,
  { role }: Actor,
  command: Cell["command"],
): Explanation {
  const name = identifier(relation.schema, relation.name).text;
  if (relation.kind === "materialized view" || relation.kind === "foreign table") {
    return {
      why: `row level security cannot be put on a ${relation.kind}, so a privilege on it is every row`,
      fix: `revoke all on ${name} from public, ${role};`,
    };
  }
  if (relation.kind === "view" && !isSecurityInvoker(relation)) {
    return {
      why: `the view lacks security_invoker, so it is read as its owner ${relation.owner}, whom the policies do not restrain`,
      fix: `alter view ${name} set (security_invoker = true);`,
    };
  }
  if (relation.kind === "view") {
    return {
      why: "the view runs as its actor, and the table beneath lets the actor do so",
      fix: "fix the table beneath it: rowproof plan writes what is missing",
    };
  }
  if (!relation.rowSecurity) {
    return {
      why: `row level security is off, so a privilege of ${role} is every row`,
      fix: `alter table ${name} enable row level security;`,
    };
  }
  return ofPolicies(relation, role, command, standing, name);
}

function ofPolicies(
  relation: Relation,
  role: string,
  command: Cell["command"],
  standing: Target["standing"],
  name: string,
): Explanation {
  const admitting = relation.policies.filter((policy) => admits(policy, role, command));
  const [first] = admitting;
  if (first === undefined) {
    return {
      why: `no policy of the table admits ${role}, so it gets in past row level security: as an owner, by BYPASSRLS, or through a function or key`,
      fix: "see the script for the way that it takes; rowproof verify names owners and bypassing roles",
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
          ? `drop policy ${identifier(first.name).text} on ${name}; rowproof plan --prune writes the one that the contract means`
          : "rowproof plan --prune drops those that go too far, and writes those that the contract means",
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
