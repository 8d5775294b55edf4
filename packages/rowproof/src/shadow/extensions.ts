import type pg from "pg";
import type { Extension } from "../catalog/facts.js";
import type { DumpStyle } from "../dump/deferred.js";
import { writeAcl } from "../dump/privileges.js";
import type { DumpPart } from "../dump/section.js";
import { named, statement } from "../dump/statement.js";
import { objectName } from "../sql/object-name.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { loadParts } from "./load.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";

/**
 * Makes the snapshot's extensions where the shadow's server has them; their schemas must be there.
 * @returns the names of those that it lacks.
 */
export async function makeExtensions(
  client: pg.ClientBase,
  snapshot: SchemaSnapshot,
): Promise<ReadonlySet<string>> {
  const available = await readAvailable(client);
  const { extensions } = snapshot.catalog;
  const parts = extensions
    .filter(({ name }) => available.has(name))
    .map((extension) => ({ object: extension.name, statements: [createExtension(extension, snapshot)] }));
  const failures = await loadParts(client, parts);
  const failed = new Set(failures.map(({ object }) => object));
  return new Set(
    extensions.map(({ name }) => name).filter((name) => !available.has(name) || failed.has(name)),
  );
}

/**
 * What may be done with the functions of extensions in schemas that are not rebuilt, such as `extensions`, where that is not
 * what a new function has.
 */
export function writeMemberPrivileges(
  { catalog, members }: SchemaSnapshot,
  style: DumpStyle,
): readonly DumpPart[] {
  const read = new Set(catalog.schemas.map(({ name }) => name));
  return members.flatMap(({ schema, name, identity, owner, privileges }) => {
    if (privileges === null || read.has(schema)) return [];
    const on = raw(`function ${named({ schema, name }).text}(${identity ?? ""})`);
    const statements = writeAcl({ kind: "routine", on, owner, privileges, from: "new object" }, style);
    return [{ object: objectName("function", [schema, name], identity), statements }];
  });
}

async function readAvailable(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    sql`select name::text as name from pg_catalog.pg_available_extensions`.text,
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * What an extension brings is its maker's, and where a role that is no superuser made it, the bootstrap superuser's
 * (documentation, "trusted" in "Packaging Related Objects into an Extension").
 */
function createExtension(
  { name, schema }: Extension,
  { catalog, extensionOwners, bootstrap }: SchemaSnapshot,
): string {
  const owner = extensionOwners.find(({ extension }) => extension === name)?.owner;
  const superuser = catalog.roles.some((role) => role.superuser && role.name === owner);
  const maker = identifier(superuser && owner !== undefined ? owner : bootstrap);
  const create = raw(schema === "pg_catalog" ? "" : ` with schema ${identifier(schema).text}`);
  // One statement, so that nothing comes between; `cascade` takes along what the extension itself needs.
  return [
    statement`set local role ${maker}`,
    statement`create extension if not exists ${identifier(name)}${create} cascade`,
    "reset role",
  ].join(";\n");
}
