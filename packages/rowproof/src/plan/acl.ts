import type { Privilege, Relation } from "../catalog/facts.js";
import { listPrivileges, onRelation } from "../check/grant-source.js";
import { writtenName, writtenRole } from "../check/objects.js";
import type { Held } from "../check/privilege-difference.js";
import { type ContractRole, contractRoles } from "../contract/contract.js";
import type { Action } from "./action.js";
import { locks } from "./locks.js";

/** Whose privileges a plan takes away by name; those of other roles it leaves alone. */
export type Grantee = "PUBLIC" | ContractRole;

/** What is to be true of a relation's privileges. */
export interface WantedPrivileges {
  /** All that each role is to have; undefined for one whose privileges stay as they are. */
  readonly expected: Readonly<Record<ContractRole, readonly Held[] | undefined>>;
  /** What each role has besides, and is not to have. */
  readonly excess: Readonly<Partial<Record<ContractRole, readonly Held[]>>>;
  /** What each role lacks of it. */
  readonly missing: Readonly<Partial<Record<ContractRole, readonly Held[]>>>;
}

/**
 * Takes everything from those that have too much, and gives the roles what they are to have: what PUBLIC gave is granted by
 * name, because after the revoke it is gone for everybody. In one transaction nobody sees the gap.
 */
export function revokeAndGrant(relation: Relation, wanted: WantedPrivileges): readonly Action[] {
  const revoked = granteesWithTooMuch(relation, wanted);
  const granted = contractRoles.flatMap((role) => {
    const expected = wanted.expected[role] ?? heldNow(relation, role);
    const missing = wanted.missing[role] ?? [];
    const again =
      revoked.includes(role) || (revoked.includes("PUBLIC") && !holdsByName(relation, role, expected));
    const held = again
      ? expected
      : expected.filter(({ privilege }) => missing.some((one) => one.privilege === privilege));
    return held.length === 0 ? [] : [{ role, held }];
  });
  return [...revokes(relation, revoked), ...grants(relation, granted)];
}

function granteesWithTooMuch(relation: Relation, { excess }: WantedPrivileges): readonly Grantee[] {
  const roles = contractRoles.filter((role) => (excess[role] ?? []).length > 0);
  if (roles.length === 0) return [];
  const named = new Set(
    [...relation.privileges, ...relation.columns.flatMap(({ privileges }) => privileges)].map(
      ({ grantee }) => grantee,
    ),
  );
  return (["PUBLIC", ...contractRoles] as const).filter(
    (grantee) => named.has(grantee) && (grantee === "PUBLIC" || roles.includes(grantee)),
  );
}

/** What a role has now, asked of the server. */
function heldNow(relation: Relation, role: ContractRole): readonly Held[] {
  return relation.effective.filter((one) => one.role === role);
}

/** Roles that are given the same share a statement. */
export function grants(
  relation: Relation,
  all: readonly { readonly role: ContractRole; readonly held: readonly Held[] }[],
): readonly Action[] {
  const groups = new Map<string, string[]>();
  for (const { role, held } of all) {
    const list = listPrivileges(held);
    groups.set(list, [...(groups.get(list) ?? []), role]);
  }
  return [...groups].map(([list, roles]) => ({
    sql: `grant ${list} on ${onRelation(relation)} to ${roles.join(", ")};`,
    lock: locks.none,
  }));
}

/** A revoke takes back what the table's owner granted; what another role passed on is that role's to take back. */
function revokes(relation: Relation, grantees: readonly Grantee[]): readonly Action[] {
  if (grantees.length === 0) return [];
  const statement = `revoke all on ${onRelation(relation)} from ${grantees.map(writtenRole).join(", ")};`;
  const all: readonly Privilege[] = [
    ...relation.privileges,
    ...relation.columns.flatMap(({ privileges }) => privileges),
  ];
  const others = all
    .filter(({ grantee, grantor }) => grantees.some((one) => one === grantee) && grantor !== relation.owner)
    .map(({ grantor }) => grantor);
  return [
    { sql: statement, lock: locks.none },
    ...[...new Set(others)].sort().flatMap((grantor) => asGrantor(grantor, statement)),
  ];
}

/** Runs a statement as the role whose grants it is to take back. */
export function asGrantor(grantor: string, statement: string): readonly Action[] {
  return [
    { sql: `set local role ${writtenName(grantor)};`, lock: locks.none },
    { sql: statement, lock: locks.none },
    { sql: "reset role;", lock: locks.none },
  ];
}

/** Whether a role has it by its own name, so that it stays when PUBLIC's is gone. */
function holdsByName(relation: Relation, role: string, expected: readonly Held[]): boolean {
  const named = (privileges: readonly Privilege[], privilege: string) =>
    privileges.some((one) => one.grantee === role && one.privilege === privilege);
  return expected.every(({ privilege, columns }) => {
    if (named(relation.privileges, privilege)) return true;
    return (columns ?? relation.columns.map(({ name }) => name)).every((name) => {
      const column = relation.columns.find((one) => one.name === name);
      return columns !== null && column !== undefined && named(column.privileges, privilege);
    });
  });
}
