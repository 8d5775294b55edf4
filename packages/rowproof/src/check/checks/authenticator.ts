import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { bypassesRls, inheritedRoles, ownersOf, settableRoles } from "../roles.js";
import { tablesNotThere } from "../undecided.js";

/** The role that the API connects as, where it is the platform's; a request then becomes the role in its token. */
const connecting = "authenticator";

/** PostgREST documentation, "Authentication"; PostgreSQL documentation, "SET ROLE". */
export const authenticator: Check = {
  id: "authenticator",
  part: "security",
  holds: "The API's login role can become the contract's roles and no stronger role",
  undecided: tablesNotThere,
  find: (context) => {
    if (!hasRole(context, connecting)) return [];
    return [...aboveRowSecurity(context), ...unreachable(context), ...further(context)];
  },
};

function hasRole({ catalog }: CheckContext, role: string): boolean {
  return catalog.roles.some(({ name }) => name === role);
}

function isSuperuser({ catalog }: CheckContext, role: string): boolean {
  return catalog.roles.some(({ name, superuser }) => name === role && superuser);
}

function aboveRowSecurity({ catalog }: CheckContext): readonly Finding[] {
  const facts = catalog.roles.find(({ name }) => name === connecting);
  const held = [...(facts?.superuser ? ["superuser"] : []), ...(facts?.bypassRls ? ["bypassrls"] : [])];
  if (held.length === 0) return [];
  return [
    {
      id: "role/attribute",
      level: "error",
      object: `role ${connecting}`,
      message: `role ${connecting} has ${listed(held.map((attribute) => attribute.toUpperCase()))}`,
      why: "every request starts as this role, before any policy applies",
      fix: `alter role ${connecting} ${held.map((attribute) => `no${attribute}`).join(" ")};`,
    },
  ];
}

function unreachable(context: CheckContext): readonly Finding[] {
  if (isSuperuser(context, connecting)) return [];
  const settable = settableRoles(context.catalog, connecting);
  return contractRoles
    .filter((role) => hasRole(context, role) && !settable.has(role))
    .map((role) => ({
      id: "role/unreachable",
      level: "error",
      object: `role ${role}`,
      message: `${connecting} cannot become ${role}`,
      why: `the API connects as ${connecting}, so no request can run as ${role}`,
      fix: `grant ${role} to ${connecting};`,
    }));
}

/** A token names the role that a request becomes, so each of these is one token away. */
function further(context: CheckContext): readonly Finding[] {
  const { catalog } = context;
  const direct = catalog.roles.find(({ name }) => name === connecting)?.memberOf ?? [];
  // The memberships of anon and authenticated have findings of their own.
  const ofUsers = ["anon", "authenticated"].flatMap((role) => [...settableRoles(catalog, role)]);
  const known = [connecting, ...contractRoles, ...ofUsers];
  return [...settableRoles(catalog, connecting)]
    .filter((role) => !known.includes(role))
    .flatMap((role): Finding[] => {
      const reach = reachOf(context, role);
      if (reach === undefined) return [];
      return [
        {
          id: "role/behind-authenticator",
          level: reach.level,
          object: `role ${displayName(role)}`,
          message: `a request can become ${displayName(role)}, which ${reach.said}`,
          why: `${connecting} is a member of it, and the contract does not name it`,
          fix: direct.some((membership) => membership.role === role)
            ? `revoke ${quoteRole(role)} from ${connecting};`
            : `revoke the memberships that lead from ${connecting} to ${displayName(role)}`,
        },
      ];
    });
}

function reachOf(
  context: CheckContext,
  role: string,
): (Pick<Finding, "level"> & { said: string }) | undefined {
  const { catalog, tables } = context;
  if (bypassesRls(catalog, role)) return { level: "error", said: "bypasses row level security" };
  const inherited = inheritedRoles(catalog, role);
  const owners = ownersOf(catalog);
  if ([...inherited].some((name) => owners.has(name)))
    return { level: "error", said: "owns exposed objects" };
  if (inherited.has("service_role")) return { level: "error", said: "has every privilege of service_role" };
  // Other checks report what anon, authenticated and PUBLIC have.
  const ofUsers = new Set([
    "PUBLIC",
    ...["anon", "authenticated"].flatMap((name) => [...inheritedRoles(catalog, name)]),
  ]);
  const own = [...inherited].filter((name) => !ofUsers.has(name));
  const named = tables.flatMap(({ relation: { privileges, columns, policies } }) => [
    ...privileges.map(({ grantee }) => grantee),
    ...columns.flatMap((column) => column.privileges.map(({ grantee }) => grantee)),
    ...policies.flatMap(({ roles }) => roles),
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_maintain",
  ]);
  return own.some((name) => named.includes(name))
    ? { level: "warning", said: "has its own privileges or policies on tables of the contract" }
    : undefined;
}
