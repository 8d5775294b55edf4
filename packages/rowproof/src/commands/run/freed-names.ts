import type { Migration } from "../../migrate/files.js";
import { displayName } from "../../sql/sql.js";
import { child } from "../../sql/tree.js";

/** The tables that migrations rename, as `schema.name` in the form of messages: their names are free afterwards. */
export function freedNames(
  migrations: readonly Migration[],
  schemas: readonly string[],
): ReadonlySet<string> {
  const statements = migrations.flatMap((migration) => migration.statements);
  const names = statements.flatMap(({ tree }) => {
    const rename = child(tree, "RenameStmt");
    const { relname, schemaname } = child(rename, "relation") ?? {};
    if (rename?.renameType !== "OBJECT_TABLE" || typeof relname !== "string") return [];
    const schema = typeof schemaname === "string" ? schemaname : (schemas[0] ?? "public");
    return [displayName(schema, relname)];
  });
  return new Set(names);
}
