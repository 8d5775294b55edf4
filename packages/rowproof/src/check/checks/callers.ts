import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { ownersOf, reachableRoles } from "../roles.js";
import type { Subject } from "../subject.js";

const callers = ["anon", "authenticated"] as const;

/** Row level security does not hold for superusers and roles with BYPASSRLS, nor do privileges restrain owners. */
export const callerRoles: Check = {
  id: "caller-roles",
  part: "security",
  holds: "The roles of the contract are there, and none that callers arrive as gets by row level security",
  find: (subject) => [
    ...missingRoles(subject),
    ...callers.flatMap((role) => [...attributes(subject, role), ...memberships(subject, role)]),
  ],
};

function missingRoles({ catalog }: Subject): readonly Finding[] {
  const missing = contractRoles.filter((role) => !catalog.roles.some(({ name }) => name === role));
  return missing.map((role) => ({
    id: "role/missing",
    level: "error",
    object: `role ${role}`,
    message: `role ${role} does not exist`,
    why: "requests arrive as it, so nothing of what the contract gives it can be used",
    fix: `create role ${role} nologin;`,
  }));
}

function attributes({ catalog }: Subject, role: string): readonly Finding[] {
  const facts = catalog.roles.find(({ name }) => name === role);
  const held = [
    ...(facts?.superuser ? ["superuser"] : []),
    ...(facts?.bypassRls ? ["bypassrls"] : []),
    ...(facts?.createRole ? ["createrole"] : []),
  ];
  if (held.length === 0) return [];
  return [
    {
      id: "role/attribute",
      level: "error",
      object: `role ${role}`,
      message: `role ${role} has ${listed(held.map((attribute) => attribute.toUpperCase()))}`,
      why: "callers arrive as it, and it puts them above row level security or lets them get there",
      fix: `alter role ${role} ${held.map((attribute) => `no${attribute}`).join(" ")};`,
    },
  ];
}

function memberships({ catalog }: Subject, role: string): readonly Finding[] {
  const owners = ownersOf(catalog);
  const others = [...reachableRoles(catalog, role)].filter((name) => name !== role);
  return others.map((name): Finding => {
    const facts = catalog.roles.find((candidate) => candidate.name === name);
    const above = facts !== undefined && (facts.superuser || facts.bypassRls);
    const powerful = above || owners.has(name) || name === "service_role" || name.startsWith("pg_");
    const direct = catalog.roles.find((candidate) => candidate.name === role)?.memberOf ?? [];
    return {
      id: "role/member",
      level: powerful ? "error" : "warning",
      object: `role ${role}`,
      message: `role ${role} is a member of ${displayName(name)}`,
      why: powerful
        ? `callers arrive as ${role}, and ${displayName(name)} reaches rows that the contract withholds from them`
        : `callers arrive as ${role}, and what is granted to ${displayName(name)} is theirs, or one SET ROLE away`,
      fix: direct.some((membership) => membership.role === name)
        ? `revoke ${quoteRole(name)} from ${role};`
        : `revoke the memberships that lead from ${role} to ${displayName(name)}`,
    };
  });
}
