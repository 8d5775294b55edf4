import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type pg from "pg";
import { type FreshDatabase, freshDatabase } from "../../../packages/rowproof/test/database.js";
import { loadBefore } from "../fixture/load.js";
import { companion } from "../fixture/place.js";

export const majors = [15, 16, 17, 18] as const;
export type Major = (typeof majors)[number];

/** The migration files, in the order of their versions. */
export const migrations = [
  "00000000000000_baseline.sql",
  "add_user_memory_table.sql",
  "20250115_create_insight_run_table.sql",
  "rls-and-profiles.sql",
  "20260114_comprehensive_schema_fix.sql",
  "20261124000000_app_access.sql",
  "20261125000000_billing.sql",
] as const;
export type Migration = (typeof migrations)[number];

/** The order in which the two files that may come in either order are swapped. */
export const swapped: readonly Migration[] = [
  ...migrations.slice(0, 3),
  migrations[4],
  migrations[3],
  ...migrations.slice(5),
];

/** A database as it is found: Supabase's old open default privileges, Prisma's tables, a year of rows. */
export async function beforeDatabase(major: Major = 17): Promise<FreshDatabase> {
  const database = await freshDatabase({ platform: "open", major });
  await loadBefore(database.client);
  return database;
}

/** `beforeDatabase` with every migration applied. */
export async function afterDatabase(major: Major = 17): Promise<FreshDatabase> {
  const database = await beforeDatabase(major);
  await migrate(database.client);
  return database;
}

/** Runs migration files, each in a transaction of its own. What the server warns of is returned, notices are not. */
export async function migrate(
  client: pg.ClientBase,
  files: readonly Migration[] = migrations,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const listen = ({ severity, message }: Notice) => {
    if (severity === "WARNING") warnings.push(message ?? "");
  };
  client.on("notice", listen);
  try {
    for (const file of files) await runInTransaction(client, await readFile(migrationPath(file), "utf8"));
  } finally {
    client.off("notice", listen);
  }
  return warnings;
}

interface Notice {
  readonly severity?: string | undefined;
  readonly message?: string | undefined;
}

async function runInTransaction(client: pg.ClientBase, text: string): Promise<void> {
  await client.query("begin");
  try {
    await client.query(text);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Runs migration files with plain `psql -f`, statement by statement; rejects with what it prints where one fails. */
export async function migrateWithPsql(url: string, files: readonly Migration[] = migrations): Promise<void> {
  for (const file of files) {
    await promisify(execFile)("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", migrationPath(file), url]);
  }
}

export function migrationPath(file: Migration): string {
  return fileURLToPath(new URL(`migrations/${file}`, companion));
}
