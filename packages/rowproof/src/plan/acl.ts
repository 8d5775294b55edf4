import type { Relation } from "../catalog/facts.js";
import type { Privilege } from "../catalog/privileges.js";
import { listPrivileges, onRelation } from "../check/grant-source.js";
import type { Held } from "../check/privilege-difference.js";
import { type ContractRole, contractRoles } from "../contract/contract.js";
import { quoteName, quoteRole } from "../sql/quote.js";
import type { Action } from "./action.js";
import { locks } from "./locks.js";

/** Whose privileges a plan takes away by name; those of other roles it leaves alone. */
type Grantee = "PUBLIC" | ContractRole;

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

/** What a role has now, asked of the server. */
function heldNow(relation: Relation, role: ContractRole): readonly Held[] {
  return relation.effective.filter((one) => one.role === role);
}

/** Roles that are given the same share a statement. */
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
 * A revoke takes back what the owner granted. What somebody else passed on goes with their option to do so, and along with it
 * what they passed on to roles beyond the contract: that is granted by the owner first, so that it stays.
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

/** Privileges that somebody but the owner granted, each with its columns. */
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

/** Has the owner grant what some grantees have from somebody else, so that it does not go with whoever passed it on. */
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

/** Whether a role has it by its own name and from the owner, so that it stays when PUBLIC's and what was passed on is gone. */
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
