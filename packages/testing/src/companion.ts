import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadBefore } from "companion/fixture";
import type pg from "pg";
import { ensurePlatform, type Major } from "rowproof/embedded";
import { type FreshDatabase, freshCopy } from "./database.js";
import type { DatabaseTemplate } from "./template.js";

/** The app's folder. */
export const companion = new URL("../../../apps/companion/", import.meta.url);

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
export type CompanionMigration = (typeof migrations)[number];

/** The other order that works: two of the files may come in either order. */
export const swapped: readonly CompanionMigration[] = [
  ...migrations.slice(0, 3),
  migrations[4],
  migrations[3],
  ...migrations.slice(5),
];

const before: DatabaseTemplate = {
  name: "template_companion_before",
  prepare: async (client) => {
    await ensurePlatform(client, { openDefaultPrivileges: true });
    await loadBefore(client);
  },
};

const after: DatabaseTemplate = {
  name: "template_companion_after",
  prepare: async (client) => {
    await before.prepare(client);
    await migrate(client);
  },
};

/** The database as it was found: Supabase's old open default privileges, Prisma's tables, a year of rows. */
export function beforeDatabase(major: Major = 17): Promise<FreshDatabase> {
  return freshCopy(before, major);
}

/** `beforeDatabase` with every migration applied. */
export function afterDatabase(major: Major = 17): Promise<FreshDatabase> {
  return freshCopy(after, major);
}

/** Runs migration files, each in its own transaction, and returns the server's warnings (not its notices). */
export async function migrate(
  client: pg.ClientBase,
  files: readonly CompanionMigration[] = migrations,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const listen = ({ severity, message }: ServerNotice) => {
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

interface ServerNotice {
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

/** Runs migration files with plain `psql -f`, one statement at a time; rejects with psql's output if one fails. */
export async function migrateWithPsql(
  url: string,
  files: readonly CompanionMigration[] = migrations,
): Promise<void> {
  for (const file of files) {
    await promisify(execFile)("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", migrationPath(file), url]);
  }
}

export function migrationPath(file: CompanionMigration): string {
  return fileURLToPath(new URL(`migrations/${file}`, companion));
}
