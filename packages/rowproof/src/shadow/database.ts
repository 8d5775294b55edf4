import type pg from "pg";
import type { StoredSetting } from "../catalog/external-objects.js";
import { writeAcl } from "../dump/privileges.js";
import type { DumpPart } from "../dump/section.js";
import { statement } from "../dump/statement.js";
import { identifier, literal, raw } from "../sql/sql.js";
import { type LoadFailure, loadParts } from "./load.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";

/** Makes a database; from a template it has all but what belongs to the database itself. */
export async function createDatabase(
  admin: pg.ClientBase,
  name: string,
  template: string,
  snapshot: SchemaSnapshot,
): Promise<void> {
  const owner = databaseOf(snapshot)?.owner ?? snapshot.bootstrap;
  await admin.query(
    statement`create database ${identifier(name)} template ${identifier(template)} owner ${identifier(owner)}`,
  );
}

/** Drops a database, even if clients are connected to it. */
export async function dropDatabase(admin: pg.ClientBase, name: string): Promise<void> {
  await admin.query(statement`drop database if exists ${identifier(name)} with (force)`);
}

/** Gives a database the live one's privileges, and the settings that decide who a request is; `loader` is spared those. */
export function dressDatabase(
  admin: pg.ClientBase,
  name: string,
  snapshot: SchemaSnapshot,
  loader: string,
): Promise<readonly LoadFailure[]> {
  return loadParts(admin, [writePrivileges(name, snapshot), writeSettings(name, snapshot, loader)]);
}

function databaseOf({ catalog }: SchemaSnapshot) {
  return catalog.external.namespaces.find(({ kind }) => kind === "database");
}

function writePrivileges(name: string, snapshot: SchemaSnapshot): DumpPart {
  const database = databaseOf(snapshot);
  const on = raw(`database ${identifier(name).text}`);
  const style = { role: roleName, major: snapshot.catalog.server.major };
  if (database === undefined) return { object: "database", statements: [] };
  const { owner, privileges } = database;
  return {
    object: "database",
    statements: [
      statement`revoke all on ${on} from public, ${identifier(owner)}`,
      ...writeAcl({ kind: "database", on, owner, privileges, from: "nothing" }, style),
    ],
  };
}

/** Writes a role's name, PUBLIC included. */
export function roleName(name: string) {
  return name === "PUBLIC" ? raw("public") : identifier(name);
}

/**
 * All of them are stored for this database alone, the widest first: what was stored for a role comes after what was stored for
 * all (documentation, "ALTER ROLE"), and the cluster is left as it is for its other databases.
 */
function writeSettings(name: string, { catalog }: SchemaSnapshot, loader: string): DumpPart {
  const { settings } = catalog.external;
  const width = ({ role, database }: StoredSetting) => (role === null ? 2 : 0) + (database ? 0 : 1);
  const sorted = [...settings].sort((left, right) => width(right) - width(left));
  const database = identifier(name);
  const on = (role: string | null) =>
    role === null
      ? raw(`database ${database.text}`)
      : raw(`role ${identifier(role).text} in database ${database.text}`);
  const changesRole = settings.some((setting) => setting.name === "role");
  return {
    object: "settings of the database",
    statements: [
      ...sorted.map(
        ({ role, name: setting, value }) =>
          statement`alter ${on(role)} set ${settingName(setting)} to ${literal(value)}`,
      ),
      ...(changesRole ? [statement`alter ${on(loader)} set role to 'none'`] : []),
    ],
  };
}

/** `pgrst.db_schemas`: each part of a setting's name is an identifier. */
function settingName(name: string) {
  return identifier(...name.split("."));
}
