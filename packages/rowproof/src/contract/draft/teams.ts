import type { Catalog, Column, Relation } from "../../catalog/facts.js";
import { snakeCase } from "../naming.js";
import { isMembers, isTeam, singular } from "./conventions.js";
import { ordered } from "./ordered.js";
import { type ForeignKeyLink, isSame, isUnique, linksOf } from "./relations.js";

/** A table of teams with its membership table. */
export interface DraftedTeam {
  readonly table: Relation;
  /** The column of the teams' table that other tables refer to. */
  readonly key: string;
  readonly members: Relation;
  /** The members' column that names the team. */
  readonly column: string;
  /** The members' column that holds the member's id. */
  readonly user: string;
  /** The column of the member's role, and the roles that the schema lists. */
  readonly role: { readonly column: string; readonly labels: readonly string[] } | undefined;
}

/**
 * The teams of a catalog, by foreign keys and names.
 *
 * @param ownerOf the column that holds the id of a row's owner.
 */
export function findTeams(
  catalog: Catalog,
  tables: readonly Relation[],
  ownerOf: (relation: Relation) => string | undefined,
): readonly DraftedTeam[] {
  const found = tables.flatMap((members) => {
    const user = ownerOf(members);
    return user === undefined ? [] : (teamOf(catalog, tables, members, user) ?? []);
  });
  // Tables named for members go first, then tables with roles.
  const best = ordered(found, ({ members, role }) => [isMembers(members.name) ? 0 : 1, role ? 0 : 1]);
  return best.filter((team, index) => best.findIndex(({ table }) => table === team.table) === index);
}

function teamOf(
  catalog: Catalog,
  tables: readonly Relation[],
  members: Relation,
  user: string,
): DraftedTeam | undefined {
  const candidates = linksOf(members).flatMap((link) => {
    const table = tables.find((one) => isSame(one, link.to));
    const isOther = table !== undefined && table !== members && link.column !== user;
    return isOther && isMembership(tables, { members, user, table, link }) ? [{ table, link }] : [];
  });
  const [best] = ordered(candidates, ({ table, link }) => [
    words(members).startsWith(`${words(table)}_`) ? 0 : 1,
    isTeam(table.name) ? 0 : 1,
    link.notNull ? 0 : 1,
  ]);
  if (best === undefined) return undefined;
  const { table, link } = best;
  return { table, key: link.target, members, column: link.column, user, role: roleOf(catalog, members) };
}

/** A table that may be a membership table. */
interface MembershipCandidate {
  readonly members: Relation;
  /** The column of the member's id. */
  readonly user: string;
  /** The table of teams, and the key that refers to it. */
  readonly table: Relation;
  readonly link: ForeignKeyLink;
}

/** Whether the rows are memberships. A task that refers to a project and to a user is not one. */
function isMembership(
  tables: readonly Relation[],
  { members, user, table, link }: MembershipCandidate,
): boolean {
  const [name, team] = [words(members), words(table)];
  const isNamed = name.startsWith(`${team}_`) || !name.includes("_");
  if (isMembers(members.name)) return isNamed || isTeam(table.name);
  if (name === `${team}_user`) return true;
  if (!isTeam(table.name) || !isUnique(members, [user, link.column])) return false;
  const isReferred = tables.some(
    (other) => other !== members && linksOf(other).some(({ to }) => isSame(table, to)),
  );
  return name === `user_${team}` || (isReferred && roleColumn(members) !== undefined);
}

/** A table's name in snake_case, each word in the singular: `team_members` is named for `teams`. */
function words({ name }: Relation): string {
  return snakeCase(name).split("_").map(singular).join("_");
}

function roleColumn({ columns }: Relation): Column | undefined {
  return columns.find(({ name }) => snakeCase(name) === "role");
}

function roleOf(catalog: Catalog, members: Relation): DraftedTeam["role"] {
  const column = roleColumn(members);
  return column && { column: column.name, labels: labelsOf(catalog, members, column) };
}

/** The values that an enum or a check allows. */
function labelsOf({ types }: Catalog, { constraints }: Relation, column: Column): readonly string[] {
  const type = types.find(({ kind, schema, name }) => {
    return kind === "enum" && [name, `${schema}.${name}`].includes(column.type.replaceAll('"', ""));
  });
  const check = constraints.find(
    ({ kind, columns }) => kind === "check" && columns.length === 1 && columns[0] === column.name,
  );
  const text = type?.definition.split(" as enum ").at(-1) ?? check?.definition ?? "";
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = ""]) => label.replaceAll("''", "'"));
}
