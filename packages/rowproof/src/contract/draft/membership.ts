import type { Node } from "../../sql/parser.js";
import { child, names, walk } from "../../sql/tree.js";
import type { DraftedTable } from "./draft-source.js";
import { asksFunctionAbout, asksOnlyFor, ownColumns, tablesAsked } from "./expression.js";
import type { TeamLink, WriterRoles } from "./member-draft.js";
import type { PolicyAdmission } from "./rules.js";

/**
 * The roles that a table's policies allow by membership alone; undefined for every member, null if the policies have other
 * conditions.
 *
 * @param select the policies for reading
 */
export function membersAdmitted(
  { relation }: DraftedTable,
  link: TeamLink,
  admission: PolicyAdmission,
  select: PolicyAdmission,
): WriterRoles | null {
  if (admission.kind === "none") return false;
  if (admission.kind !== "where" || relation.policies.some(({ permissive }) => !permissive)) return null;
  // A function's body is not read: it means every member only if reading has the same condition.
  if (select.kind === "where" && admission.text === select.text) {
    const isMembership = admission.conditions.every(({ tree }) => tree && asksMembership(tree, link));
    return isMembership ? undefined : null;
  }
  const roles = admission.conditions.map(({ tree }) => (tree === undefined ? null : rolesAsked(tree, link)));
  if (roles.some((one) => one === null)) return null;
  return roles.includes(undefined) ? undefined : [...new Set(roles.flatMap((one) => one ?? []))];
}

function asksMembership(tree: Node, link: TeamLink): boolean {
  if (child(tree, "FuncCall") !== undefined) return asksFunctionAbout(tree, link.column);
  return rolesAsked(tree, link) === undefined;
}

/** The roles of a subquery over the membership table; undefined if it names none, null if it is another kind of expression. */
function rolesAsked(tree: Node, { team, column }: TeamLink): readonly string[] | undefined | null {
  const nodes = [...walk(tree)];
  const tables = tablesAsked(tree);
  const isOverMembers =
    child(tree, "SubLink") !== undefined &&
    tables.length === 1 &&
    tables.every(({ schema, name }) => schema === team.members.schema && name === team.members.name);
  if (!isOverMembers || !asksOnlyFor(tree, team.user) || ownColumns(tree).length > 0) return null;
  const known = [column, team.column, team.user, team.role?.column];
  const asked = nodes.flatMap((node) => names(child(node, "ColumnRef"), "fields").slice(-1));
  if (!asked.every((name) => known.includes(name))) return null;
  if (team.role === undefined || !asked.includes(team.role.column)) return undefined;
  const roles = nodes.flatMap((node) => {
    const value = child(node, "A_Const", "sval")?.sval;
    return typeof value === "string" ? [value] : [];
  });
  return roles;
}
