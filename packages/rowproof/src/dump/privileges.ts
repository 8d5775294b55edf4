import type { Privilege } from "../catalog/privileges.js";
import { identifier, type Piece, raw } from "../sql/sql.js";
import { statement } from "./statement.js";

/**
 * What has privileges: each kind with all of them, and whether PUBLIC has all of a new one (documentation, "Privileges"). Of a
 * database it has a part, so that one's ACL is written from nothing.
 */
const kinds = {
  table: {
    all: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"],
    publicHas: false,
  },
  sequence: { all: ["USAGE", "SELECT", "UPDATE"], publicHas: false },
  schema: { all: ["USAGE", "CREATE"], publicHas: false },
  database: { all: ["CREATE", "CONNECT", "TEMPORARY"], publicHas: false },
  routine: { all: ["EXECUTE"], publicHas: true },
  type: { all: ["USAGE"], publicHas: true },
} as const;

export type PrivilegeKind = keyof typeof kinds;

export interface AclFacts {
  readonly kind: PrivilegeKind;
  /** `table "public"."a"`, as it stands after `on`. */
  readonly on: Piece;
  readonly owner: string;
  readonly privileges: readonly Privilege[];
  /** What the ACL starts from: what Postgres gives a new object, or nothing at all. */
  readonly from: "new object" | "nothing";
  /** Goes before `grant` and `revoke`: `alter default privileges …`. */
  readonly prefix?: Piece;
}

/** How roles are written, and which server the ACLs are of: `MAINTAIN` is one of a table's privileges from 17 on. */
export interface AclStyle {
  readonly role: (name: string) => Piece;
  readonly major: number;
}

/** The statements that turn what Postgres gives into the ACL; none where it is what Postgres gives. */
export function writeAcl(acl: AclFacts, style: AclStyle): readonly string[] {
  const all = kinds[acl.kind].all.filter((privilege) => privilege !== "MAINTAIN" || style.major >= 17);
  const held = byGrantee(acl.privileges);
  const given = new Set(
    acl.from === "nothing" ? [] : kinds[acl.kind].publicHas ? [acl.owner, "PUBLIC"] : [acl.owner],
  );
  const complete = (grantee: string) => {
    const privileges = held.get(grantee);
    return all.every((privilege) => privileges?.get(privilege) === false);
  };
  const prefix = acl.prefix ?? raw("");
  const lost = [...given].filter((grantee) => !complete(grantee));
  const granted = [...held].filter(([grantee]) => !given.has(grantee) || lost.includes(grantee));
  const grants = granted.flatMap(([grantee, privileges]) =>
    [false, true].flatMap((grantable) => writeGrant(style.role(grantee), privileges, all, grantable)),
  );
  return [
    ...lost.map((grantee) => statement`${prefix}revoke all on ${acl.on} from ${style.role(grantee)}`),
    ...joinAlike(grants).map(
      ({ what, option, grantees }) =>
        statement`${prefix}grant ${raw(what)} on ${acl.on} to ${raw(grantees.join(", "))}${raw(option)}`,
    ),
  ];
}

interface GrantStatement {
  readonly what: string;
  readonly option: string;
  readonly grantees: readonly string[];
}

/** The same privileges of several roles are one statement, in the place of the first. */
function joinAlike(grants: readonly GrantStatement[]): readonly GrantStatement[] {
  const joined = new Map<string, GrantStatement>();
  for (const grant of grants) {
    const key = grant.what + grant.option;
    const grantees = [...(joined.get(key)?.grantees ?? []), ...grant.grantees];
    joined.set(key, { ...grant, grantees });
  }
  return [...joined.values()];
}

/** What one grantee holds, with or without the grant option; nothing where that is nothing. */
function writeGrant(
  grantee: Piece,
  privileges: ReadonlyMap<string, boolean>,
  all: readonly string[],
  grantable: boolean,
): readonly GrantStatement[] {
  const names = [...privileges].filter(([, value]) => value === grantable).map(([name]) => name);
  if (names.length === 0) return [];
  const whole = names.length === all.length && all.every((name) => names.includes(name));
  const what = whole ? "all" : inOrder(names, all).join(", ").toLowerCase();
  return [{ what, option: grantable ? " with grant option" : "", grantees: [grantee.text] }];
}

/** Column grants of one relation: a statement a grantee and privilege. */
export function writeColumnGrants(
  on: Piece,
  columns: readonly { readonly name: string; readonly privileges: readonly Privilege[] }[],
  style: AclStyle,
): readonly string[] {
  const groups = new Map<
    string,
    { grantee: string; privilege: string; grantable: boolean; columns: string[] }
  >();
  for (const column of columns) {
    for (const [grantee, privileges] of byGrantee(column.privileges)) {
      for (const [privilege, grantable] of privileges) {
        const key = JSON.stringify([grantee, privilege, grantable]);
        const group = groups.get(key) ?? { grantee, privilege, grantable, columns: [] };
        group.columns.push(column.name);
        groups.set(key, group);
      }
    }
  }
  const sorted = [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
  return sorted.map(({ grantee, privilege, grantable, columns }) => {
    const names = raw(columns.map((name) => identifier(name).text).join(", "));
    const option = raw(grantable ? " with grant option" : "");
    return statement`grant ${raw(privilege.toLowerCase())} (${names}) on ${on} to ${style.role(grantee)}${option}`;
  });
}

/** Who holds what, and with the grant option or not; who granted it does not matter. */
function byGrantee(privileges: readonly Privilege[]): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const grantees = new Map<string, Map<string, boolean>>();
  for (const { grantee, privilege, grantable } of privileges) {
    const held = grantees.get(grantee) ?? new Map<string, boolean>();
    held.set(privilege, (held.get(privilege) ?? false) || grantable);
    grantees.set(grantee, held);
  }
  return grantees;
}

function inOrder(names: readonly string[], all: readonly string[]): readonly string[] {
  return [...all.filter((name) => names.includes(name)), ...names.filter((name) => !all.includes(name))];
}
