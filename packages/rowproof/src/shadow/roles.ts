import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Role, RoleMembership } from "../catalog/facts.js";
import { statement } from "../dump/statement.js";
import { identifier, raw, sql } from "../sql/sql.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";

/** What of roles the shadow's cluster has at the moment. */
interface Standing {
  readonly bootstrap: string;
  readonly names: readonly string[];
  readonly memberships: readonly { readonly role: string; readonly member: string }[];
}

/**
 * Gives the shadow's cluster the snapshot's roles: their attributes, their memberships and no others, and the name of the
 * superuser that the cluster began with. Passwords are not known, so nobody can sign in as them. Roles belong to the cluster, so
 * the last snapshot's hold for every database in it; a role that it does not have stays, as what was there before may name it.
 */
export async function alignRoles(admin: pg.ClientBase, snapshot: SchemaSnapshot): Promise<void> {
  const { roles } = snapshot.catalog;
  await nameBootstrap(admin, snapshot.bootstrap);
  const { names, memberships } = await readStanding(admin);
  const missing = roles.filter(({ name }) => !names.includes(name));
  const ours = new Set(roles.map(({ name }) => name));
  const old = memberships.filter(({ member }) => ours.has(member));
  await admin.query(
    [
      "begin",
      ...missing.map(({ name }) => statement`create role ${identifier(name)}`),
      ...roles.map((role) => writeAttributes(role, snapshot.bootstrap)),
      ...old.map(
        ({ role, member }) => statement`revoke ${identifier(role)} from ${identifier(member)} cascade`,
      ),
      ...inOrder(roles).map(({ member, membership }) =>
        writeMembership(member, membership, snapshot.catalog.server.major),
      ),
      "commit",
    ].join(";\n"),
  );
}

/** A role that has the name already is moved out of the way: it is another database's, built from another snapshot. */
async function nameBootstrap(admin: pg.ClientBase, wanted: string): Promise<void> {
  const { bootstrap, names } = await readStanding(admin);
  if (bootstrap === wanted) return;
  if (names.includes(wanted)) {
    const aside = `${wanted.slice(0, 40)} ${randomBytes(6).toString("hex")}`;
    await admin.query(statement`alter role ${identifier(wanted)} rename to ${identifier(aside)}`);
  }
  await admin.query(statement`alter role ${identifier(bootstrap)} rename to ${identifier(wanted)}`);
}

async function readStanding(admin: pg.ClientBase): Promise<Standing> {
  const { rows } = await admin.query<Standing>(
    sql`select
      (select rolname::text from pg_roles where oid = 10) as bootstrap,
      (select json_agg(rolname) from pg_roles) as names,
      (select coalesce(json_agg(json_build_object('role', pg_get_userbyid(roleid), 'member', pg_get_userbyid(member))), '[]')
       from (select distinct roleid, member from pg_auth_members) m) as memberships`.text,
  );
  return rows[0] ?? { bootstrap: "postgres", names: [], memberships: [] };
}

function writeAttributes(role: Role, bootstrap: string): string {
  const attributes = [
    [role.superuser || role.name === bootstrap, "superuser"],
    [role.bypassRls, "bypassrls"],
    [role.inherit, "inherit"],
    [role.login, "login"],
    [role.createRole, "createrole"],
    [role.createDatabase, "createdb"],
  ] as const;
  const words = attributes.map(([has, word]) => (has ? word : `no${word}`)).join(" ");
  return statement`alter role ${identifier(role.name)} ${raw(words)}`;
}

/** From 16 on inheritance and `SET ROLE` are a membership's own; before, they are the member's. */
function writeMembership(
  member: string,
  { role, admin, inherit, set }: RoleMembership,
  major: number,
): string {
  const options =
    major >= 16 ? ` with admin ${admin}, inherit ${inherit}, set ${set}` : admin ? " with admin option" : "";
  return statement`grant ${identifier(role)} to ${identifier(member)}${raw(options)}`;
}

function inOrder(roles: readonly Role[]) {
  return roles.flatMap(({ name, memberOf }) => memberOf.map((membership) => ({ member: name, membership })));
}
