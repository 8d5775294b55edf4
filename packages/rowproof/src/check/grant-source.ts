import type { Relation } from "../catalog/facts.js";
import type { Privilege } from "../catalog/privileges.js";
import { listed } from "../sql/list.js";
import { quoteName, quoteRelation, quoteRole } from "../sql/quote.js";
import type { CheckContext } from "./context.js";
import type { Held } from "./privilege-difference.js";
import { inheritedRoles } from "./roles.js";

/** `select, update ("plan")`: as a grant or a revoke lists them. */
export function listPrivileges(held: readonly Held[]): string {
  return held
    .map(({ privilege, columns }) => {
      const name = privilege.toLowerCase();
      return columns === null ? name : `${name} (${columns.map(quoteName).join(", ")})`;
    })
    .join(", ");
}

/** Privileges that a role has and should not have, with those that it should have. */
interface PrivilegeExcess {
  readonly relation: Relation;
  readonly role: string;
  readonly excess: readonly Held[];
  readonly expected: readonly Held[];
}

/**
 * The statements that take privileges from a role, wherever it has them from: `revoke … from public` leaves a named grant,
 * and one from the role leaves PUBLIC's. A revoke on the table takes the column grants along, so those that the contract
 * gives are granted again (PostgreSQL documentation, "REVOKE").
 */
export function revokeStatements(
  context: CheckContext,
  { relation, role, excess, expected }: PrivilegeExcess,
): string {
  const sources = grantSources(context, relation, role, excess);
  const name = onRelation(relation);
  const revokes = sources.map(
    (source) =>
      `revoke ${listPrivileges(excess.map((held) => asGranted(relation, source, held)))} on ${name} from ${quoteRole(source)};`,
  );
  const privileges = new Set(excess.map(({ privilege }) => privilege));
  const again = expected.filter(({ privilege }) => privileges.has(privilege));
  const grants =
    again.length === 0 ? [] : [`grant ${listPrivileges(again)} on ${name} to ${quoteRole(role)};`];
  const memberships = membershipSources(context, relation, role);
  return (
    [...memberships, ...revokes, ...grants].join("\n") || `revoke all on ${name} from ${quoteRole(role)};`
  );
}

/** A grant of the whole relation is revoked as a whole, even where only some columns of it are too many. */
function asGranted(relation: Relation, grantee: string, held: Held): Held {
  const whole = relation.privileges.some(
    (privilege) => privilege.grantee === grantee && privilege.privilege === held.privilege,
  );
  return whole ? { ...held, columns: null } : held;
}

/** The grantees through whom a role has some of the privileges. */
function grantSources(
  context: CheckContext,
  relation: Relation,
  role: string,
  held: readonly Held[],
): readonly string[] {
  const inherited = inheritedRoles(context.catalog, role);
  const granted: readonly Privilege[] = [
    ...relation.privileges,
    ...relation.columns.flatMap(({ privileges }) => privileges),
  ];
  const grantees = granted
    .filter(({ privilege }) => held.some((one) => one.privilege === privilege))
    .map(({ grantee }) => grantee)
    .filter((grantee) => inherited.has(grantee) && grantee !== relation.owner);
  return [...new Set(grantees)].sort();
}

/** Memberships that give privileges on every relation, or those of the owner. */
function membershipSources(context: CheckContext, relation: Relation, role: string): readonly string[] {
  const given = ["pg_read_all_data", "pg_write_all_data", "pg_maintain", relation.owner];
  const inherited = inheritedRoles(context.catalog, role);
  return given
    .filter((name) => name !== role && inherited.has(name))
    .map((name) => `revoke ${quoteName(name)} from ${quoteRole(role)};`);
}

/** How a role comes by privileges: empty where they are granted to it by name. */
export function sourceClause(
  context: CheckContext,
  relation: Relation,
  role: string,
  held: readonly Held[],
): string {
  const others = grantSources(context, relation, role, held).filter((source) => source !== role);
  const memberships = membershipSources(context, relation, role).map(
    (statement) => statement.split(" ")[1] ?? "",
  );
  const through = [...new Set([...others, ...memberships])];
  return through.length === 0 ? "" : ` (through ${listed(through)})`;
}

export function onRelation(relation: Relation): string {
  return relation.kind === "sequence" ? `sequence ${quoteRelation(relation)}` : quoteRelation(relation);
}
