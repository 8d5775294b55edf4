import type { Relation } from "../catalog/facts.js";
import type { Privilege } from "../catalog/privileges.js";
import { listPrivileges, onRelation } from "../check/grant-source.js";
import type { Held } from "../check/privilege-difference.js";
import { type ContractRole, contractRoles } from "../contract/contract.js";
import { quoteName, quoteRole } from "../sql/quote.js";
import type { Action } from "./action.js";
import { locks } from "./locks.js";

/** The grantees whose privileges a plan revokes; it leaves other roles alone. */
type Grantee = "PUBLIC" | ContractRole;

/** The privileges that a relation should have. */
export interface WantedPrivileges {
  /** All that each role should have; undefined for a role whose privileges do not change. */
  readonly expected: Readonly<Record<ContractRole, readonly Held[] | undefined>>;
  /** What each role has and should not have. */
  readonly excess: Readonly<Partial<Record<ContractRole, readonly Held[]>>>;
  /** What each role should have and lacks. */
  readonly missing: Readonly<Partial<Record<ContractRole, readonly Held[]>>>;
}

/**
 * Revokes everything from grantees with too much, and grants the roles what they should have. What PUBLIC had is granted by
 * name, because the revoke takes it from everybody. Both are in one transaction, so nobody sees the gap.
 */
export function revokeAndGrant(relation: Relation, wanted: WantedPrivileges): readonly Action[] {
  const revoked = granteesWithTooMuch(relation, wanted);
  const granted = contractRoles.flatMap((role) => {
    const expected = wanted.expected[role] ?? heldNow(relation, role);
    const missing = wanted.missing[role] ?? [];
    const shaken = revoked.includes("PUBLIC") || (revoked.length > 0 && passedOn(relation).length > 0);
    const again = revoked.includes(role) || (shaken && !holdsFromOwner(relation, role, expected));
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

/** What a role has now, according to the server. */
function heldNow(relation: Relation, role: ContractRole): readonly Held[] {
  return relation.effective.filter((one) => one.role === role);
}

/** Roles with the same privileges share a statement. */
function grants(
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

/**
 * A revoke removes what the owner granted. Revoking a grant option also removes what its holder granted, and with that
 * what they granted to roles outside the contract: the owner grants that first, so that it stays.
 */
function revokes(relation: Relation, grantees: readonly Grantee[]): readonly Action[] {
  if (grantees.length === 0) return [];
  const on = onRelation(relation);
  const passed = passedOn(relation).filter(({ grantee }) => grantees.some((one) => one === grantee));
  const grantors = [...new Set(passed.map(({ grantor }) => grantor))].filter(
    (grantor) => !grantees.some((one) => one === grantor),
  );
  const options = grantors.sort().map((grantor) => {
    const held = passed.filter((one) => one.grantor === grantor).map(({ privilege }) => privilege);
    return `revoke grant option for ${[...new Set(held)].join(", ")} on ${on} from ${quoteRole(grantor)} cascade;`;
  });
  const cascade = passedOn(relation).some(({ grantor }) => grantees.some((one) => one === grantor));
  return [
    ...(passed.length > 0 || cascade ? keepPassedOn(relation, isBeyondContract(relation)) : []),
    ...[
      ...options,
      `revoke all on ${on} from ${grantees.map(quoteRole).join(", ")}${cascade ? " cascade" : ""};`,
    ].map((sql) => ({ sql, lock: locks.none })),
  ];
}

/** Privileges that another role than the owner granted, each with its columns. */
function passedOn({ owner, privileges, columns }: Relation): readonly Privilege[] {
  const onColumns = columns.flatMap((column) =>
    column.privileges.map((one) => ({
      ...one,
      privilege: `${one.privilege.toLowerCase()} (${quoteName(column.name)})`,
    })),
  );
  const whole = privileges.map((one) => ({ ...one, privilege: one.privilege.toLowerCase() }));
  return [...whole, ...onColumns].filter(({ grantor }) => grantor !== owner);
}

function isBeyondContract({ owner }: Relation) {
  const known: readonly string[] = ["PUBLIC", owner, ...contractRoles];
  return (grantee: string) => !known.includes(grantee);
}

/** Grants, as the owner, what some grantees have from another grantor, so that it outlives that grantor's option. */
export function keepPassedOn(
  relation: Relation,
  counts: (grantee: string) => boolean = () => true,
): readonly Action[] {
  return passedOn(relation)
    .filter(({ grantee }) => counts(grantee))
    .map(({ grantee, privilege, grantable }) => ({
      sql: `grant ${privilege} on ${onRelation(relation)} to ${quoteRole(grantee)}${grantable && isBeyondContract(relation)(grantee) ? " with grant option" : ""};`,
      lock: locks.none,
    }));
}

/** Whether the owner granted it to the role by name, so that it stays when PUBLIC's grants and grant options are revoked. */
function holdsFromOwner(relation: Relation, role: string, expected: readonly Held[]): boolean {
  const named = (privileges: readonly Privilege[], privilege: string) =>
    privileges.some(
      (one) => one.grantee === role && one.privilege === privilege && one.grantor === relation.owner,
    );
  return expected.every(({ privilege, columns }) => {
    if (named(relation.privileges, privilege)) return true;
    if (columns === null) return false;
    return columns.every((name) => {
      const column = relation.columns.find((one) => one.name === name);
      return column !== undefined && named(column.privileges, privilege);
    });
  });
}
