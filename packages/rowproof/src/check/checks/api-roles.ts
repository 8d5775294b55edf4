import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { ownersOf, reachableRoles } from "../roles.js";

const userRoles = ["anon", "authenticated"] as const;

/** Superusers and roles with BYPASSRLS are above row level security, and privileges do not limit owners. */
export const apiRolesCheck: Check = {
  id: "api-roles",
  part: "security",
  holds: "The contract's roles exist, and no API role bypasses row level security",
  find: (context) => [
    ...missingRoles(context),
    ...userRoles.flatMap((role) => [...attributes(context, role), ...memberships(context, role)]),
  ],
};

function missingRoles({ catalog }: CheckContext): readonly Finding[] {
  const missing = contractRoles.filter((role) => !catalog.roles.some(({ name }) => name === role));
  return missing.map((role) => ({
    id: "role/missing",
    level: "error",
    object: `role ${role}`,
    message: `role ${role} does not exist`,
    why: "requests run as this role, so nobody can use what the contract gives it",
    fix: `create role ${role} nologin;`,
  }));
}

function attributes({ catalog }: CheckContext, role: string): readonly Finding[] {
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
      why: "requests run as this role, and the attribute bypasses row level security or lets the role do so",
      fix: `alter role ${role} ${held.map((attribute) => `no${attribute}`).join(" ")};`,
    },
  ];
}

function memberships({ catalog }: CheckContext, role: string): readonly Finding[] {
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
        ? `requests run as ${role}, and ${displayName(name)} reaches rows that the contract withholds from ${role}`
        : `requests run as ${role}, which has the privileges of ${displayName(name)} directly or after SET ROLE`,
      fix: direct.some((membership) => membership.role === name)
        ? `revoke ${quoteRole(name)} from ${role};`
        : `revoke the memberships that lead from ${role} to ${displayName(name)}`,
    };
  });
}
