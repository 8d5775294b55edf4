import type { Catalog, RoleMembership } from "../catalog/facts.js";

/** The roles whose privileges a role has without `SET ROLE`, itself and PUBLIC included. */
export function inheritedRoles(catalog: Catalog, role: string): ReadonlySet<string> {
  return new Set(["PUBLIC", ...memberships(catalog, role, ({ inherit }) => inherit)]);
}

/** The roles that a role can become or has the privileges of, itself included. */
export function reachableRoles(catalog: Catalog, role: string): ReadonlySet<string> {
  return memberships(catalog, role, ({ inherit, set, admin }) => inherit || set || admin);
}

/** The roles that a role can become by `SET ROLE`, itself included (PostgreSQL documentation, "GRANT"). */
export function settableRoles(catalog: Catalog, role: string): ReadonlySet<string> {
  return memberships(catalog, role, ({ set }) => set);
}

function memberships(
  catalog: Catalog,
  role: string,
  counts: (membership: RoleMembership) => boolean,
): ReadonlySet<string> {
  const found = new Set([role]);
  // A set grows while it is walked, and what is added is walked too.
  for (const name of found) {
    const memberOf = catalog.roles.find((candidate) => candidate.name === name)?.memberOf ?? [];
    for (const membership of memberOf) if (counts(membership)) found.add(membership.role);
  }
  return found;
}

/** Whether row level security does not hold for a role at all. */
export function bypassesRls(catalog: Catalog, role: string): boolean {
  const facts = catalog.roles.find(({ name }) => name === role);
  return facts !== undefined && (facts.superuser || facts.bypassRls);
}

/** The owners of what is in the exposed schemas, of these schemas, of `auth` and of the database. */
export function ownersOf({ relations, routines, schemas, external }: Catalog): ReadonlySet<string> {
  const owned = [...relations, ...routines, ...schemas, ...external.namespaces];
  return new Set(owned.map(({ owner }) => owner));
}

/** The roles that users' requests run as. */
const apiRoles = ["anon", "authenticated"] as const;

/** `anon` or `authenticated`. */
export type ApiRole = (typeof apiRoles)[number];
