import type pg from "pg";
import type { Migration } from "../../src/migrate/files.js";
import { type RunOptions, runMigrations } from "../../src/migrate/run.js";
import { parseStatements } from "../../src/sql/parser.js";

/** A migration that no file holds. */
export async function migrationOf(version: string, text: string, transactional = true): Promise<Migration> {
  const statements = await parseStatements(text);
  const fileName = `${version}_test.sql`;
  return {
    version,
    name: "test",
    fileName,
    file: `/migrations/${fileName}`,
    text,
    statements,
    transactional,
  };
}

/** Runs migrations with short waits; the gate lets everything pass unless told otherwise. */
export async function runOn(
  url: string,
  migrations: readonly Migration[],
  options: Partial<RunOptions> = {},
): Promise<void> {
  await runMigrations(migrations, {
    url,
    lockWait: 2000,
    statementTimeout: 0,
    gate: async () => undefined,
    ...options,
  });
}

/** The versions that the history records. */
export async function recordedVersions(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations order by version",
  );
  return rows.map((row) => row.version);
}

/** Whether a relation is there. */
export async function exists(client: pg.ClientBase, relation: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
    relation,
  ]);
  return rows[0]?.there === true;
}
