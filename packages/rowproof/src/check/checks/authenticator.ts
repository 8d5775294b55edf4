import { contractRoles } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { bypassesRls, inheritedRoles, ownersOf, settableRoles } from "../roles.js";
import type { Subject } from "../subject.js";
import { tablesNotThere } from "../undecided.js";

/** The role that the API connects as, where it is the platform's; a request then becomes the role in its token. */
const connecting = "authenticator";

/** PostgREST documentation, "Authentication"; PostgreSQL documentation, "SET ROLE". */
export const authenticator: Check = {
  id: "authenticator",
  part: "security",
  holds:
    "The role that the API connects as can become the roles of the contract, and none that reaches further",
  undecided: tablesNotThere,
  find: (subject) => {
    if (!hasRole(subject, connecting)) return [];
    return [...aboveRowSecurity(subject), ...unreachable(subject), ...further(subject)];
  },
};

function hasRole({ catalog }: Subject, role: string): boolean {
  return catalog.roles.some(({ name }) => name === role);
}

function isSuperuser({ catalog }: Subject, role: string): boolean {
  return catalog.roles.some(({ name, superuser }) => name === role && superuser);
}

function aboveRowSecurity({ catalog }: Subject): readonly Finding[] {
  const facts = catalog.roles.find(({ name }) => name === connecting);
  const held = [...(facts?.superuser ? ["superuser"] : []), ...(facts?.bypassRls ? ["bypassrls"] : [])];
  if (held.length === 0) return [];
  return [
    {
      id: "role/attribute",
      level: "error",
      object: `role ${connecting}`,
      message: `role ${connecting} has ${listed(held.map((attribute) => attribute.toUpperCase()))}`,
      why: "every request begins as it, before any policy holds for the request",
      fix: `alter role ${connecting} ${held.map((attribute) => `no${attribute}`).join(" ")};`,
    },
  ];
}

function unreachable(subject: Subject): readonly Finding[] {
  if (isSuperuser(subject, connecting)) return [];
  const settable = settableRoles(subject.catalog, connecting);
  return contractRoles
    .filter((role) => hasRole(subject, role) && !settable.has(role))
    .map((role) => ({
      id: "role/unreachable",
      level: "error",
      object: `role ${role}`,
      message: `${connecting} cannot become ${role}`,
      why: `the API connects as ${connecting}, so no request can arrive as ${role}`,
      fix: `grant ${role} to ${connecting};`,
    }));
}

/** A token names the role that a request becomes, so each of these is one token away. */
function further(subject: Subject): readonly Finding[] {
  const { catalog } = subject;
  const direct = catalog.roles.find(({ name }) => name === connecting)?.memberOf ?? [];
  // What a caller itself can become is told as a membership of the caller's.
  const callers = ["anon", "authenticated"].flatMap((role) => [...settableRoles(catalog, role)]);
  const known = [connecting, ...contractRoles, ...callers];
  return [...settableRoles(catalog, connecting)]
    .filter((role) => !known.includes(role))
    .flatMap((role): Finding[] => {
      const reach = reachOf(subject, role);
      if (reach === undefined) return [];
      return [
        {
          id: "role/behind-authenticator",
          level: reach.level,
          object: `role ${displayName(role)}`,
          message: `a request can become ${displayName(role)}, which ${reach.said}`,
          why: `${connecting} is a member of it, and the contract does not speak of it`,
          fix: direct.some((membership) => membership.role === role)
            ? `revoke ${quoteRole(role)} from ${connecting};`
            : `revoke the memberships that lead from ${connecting} to ${displayName(role)}`,
        },
      ];
    });
}

function reachOf(subject: Subject, role: string): (Pick<Finding, "level"> & { said: string }) | undefined {
  const { catalog, tables } = subject;
  if (bypassesRls(catalog, role)) return { level: "error", said: "row level security does not hold for" };
  const inherited = inheritedRoles(catalog, role);
  const owners = ownersOf(catalog);
  if ([...inherited].some((name) => owners.has(name)))
    return { level: "error", said: "owns what is exposed" };
  if (inherited.has("service_role")) return { level: "error", said: "has all that service_role has" };
  // What callers have is told by the other lines, and PUBLIC's too.
  const callers = new Set([
    "PUBLIC",
    ...["anon", "authenticated"].flatMap((name) => [...inheritedRoles(catalog, name)]),
  ]);
  const own = [...inherited].filter((name) => !callers.has(name));
  const named = tables.flatMap(({ relation: { privileges, columns, policies } }) => [
    ...privileges.map(({ grantee }) => grantee),
    ...columns.flatMap((column) => column.privileges.map(({ grantee }) => grantee)),
    ...policies.flatMap(({ roles }) => roles),
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_maintain",
  ]);
  return own.some((name) => named.includes(name))
    ? { level: "warning", said: "has privileges or policies of its own on tables of the contract" }
    : undefined;
}
