import type { ClientBase } from "pg";
import { parseStatements } from "../sql/parser.js";
import { compareVersions, type Migration } from "./files.js";

/** Where the Supabase CLI keeps its history, and so do we: one table, whichever of the two applied a file. */
export const historyTable = "supabase_migrations.schema_migrations";

/** A row of the history. */
export interface AppliedMigration {
  readonly version: string;
  readonly name: string | null;
  /** Null where the row was written by hand or repaired, so that nothing is known of what ran. */
  readonly statements: readonly string[] | null;
}

/** What a folder of migrations and a history say of each other. */
export interface MigrationState {
  readonly applied: readonly Migration[];
  readonly pending: readonly Migration[];
  /** Applied, but the file says something else now. */
  readonly edited: readonly Migration[];
  /** Applied without a record of the statements, so it is unknown whether the file was edited. */
  readonly unrecorded: readonly Migration[];
  /** In the history, with no file. */
  readonly unknown: readonly AppliedMigration[];
  /** Pending, although a later one was applied. */
  readonly late: readonly Migration[];
}

/** Whether the history's table is there. */
export async function hasHistory(client: ClientBase): Promise<boolean> {
  // Not `to_regclass`: it raises where the role may not use the schema.
  const { rows } = await client.query<{ there: boolean }>(
    `select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                     where n.nspname = 'supabase_migrations' and c.relname = 'schema_migrations') as there`,
  );
  return rows[0]?.there === true;
}

/**
 * Makes the history's schema and table where they are not there; only their owner gets a privilege, whatever
 * default privileges are in force. The statements go out in one message, which Postgres runs as one transaction
 * (documentation, "Multiple Statements in a Simple Query").
 */
export async function ensureHistory(client: ClientBase): Promise<void> {
  if (await hasHistory(client)) {
    await completeHistory(client);
    return;
  }
  await client.query(`
    do $$ begin
      if to_regnamespace('supabase_migrations') is null then create schema supabase_migrations; end if;
    end $$;
    create table if not exists supabase_migrations.schema_migrations (
      version text not null primary key,
      statements text[],
      name text
    );
    do $$ declare
      grantee text;
    begin
      for grantee in
        select distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
          from pg_class c cross join lateral aclexplode(c.relacl) a
         where c.oid = 'supabase_migrations.schema_migrations'::regclass and a.grantee <> c.relowner
      loop
        execute format('revoke all on supabase_migrations.schema_migrations from %s', grantee);
      end loop;
    end $$;
  `);
}

/** Adds the columns that the Supabase CLI's first histories lack, as its later versions do. */
async function completeHistory(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ complete: boolean }>(
    `select count(*) = 2 as complete from pg_attribute
      where attrelid = $1::regclass and attname in ('statements', 'name') and not attisdropped`,
    [historyTable],
  );
  if (rows[0]?.complete === true) return;
  await client.query(
    `alter table supabase_migrations.schema_migrations
       add column if not exists statements text[], add column if not exists name text`,
  );
}

/** Reads what was applied, oldest first; nothing where there is no history yet. */
export async function readHistory(client: ClientBase): Promise<readonly AppliedMigration[]> {
  if (!(await hasHistory(client))) return [];
  // As JSON, because the Supabase CLI's first histories have the version alone.
  const { rows } = await client.query<{ row: Partial<AppliedMigration> & { readonly version: string } }>(
    "select to_jsonb(h) as row from supabase_migrations.schema_migrations h",
  );
  const applied = rows.map(({ row: { version, name = null, statements = null } }) => ({
    version,
    name,
    statements,
  }));
  return applied.sort((left, right) => compareVersions(left.version, right.version));
}

/** Records a migration as applied, with its statements. Within the caller's transaction, where there is one. */
export async function recordMigration(client: ClientBase, migration: Migration): Promise<void> {
  await client.query(
    "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
    [migration.version, migration.name, migration.statements.map((statement) => statement.text)],
  );
}

/** Compares files and history. */
export async function compareWithHistory(
  migrations: readonly Migration[],
  history: readonly AppliedMigration[],
): Promise<MigrationState> {
  const recorded = new Map(history.map((row) => [row.version, row]));
  const versions = new Set(migrations.map((migration) => migration.version));
  const applied = migrations.filter((migration) => recorded.has(migration.version));
  const pending = migrations.filter((migration) => !recorded.has(migration.version));
  const newest = history.at(-1)?.version;
  const edited: Migration[] = [];
  for (const migration of applied) {
    const statements = recorded.get(migration.version)?.statements;
    if (statements && !(await sameStatements(migration, statements))) edited.push(migration);
  }
  return {
    applied,
    pending,
    edited,
    unrecorded: applied.filter((migration) => !recorded.get(migration.version)?.statements),
    unknown: history.filter((row) => !versions.has(row.version)),
    late: pending.filter(
      (migration) => newest !== undefined && compareVersions(migration.version, newest) < 0,
    ),
  };
}

/**
 * Whether a file still says what was applied. Text first; where it differs, the parse trees decide, so that neither
 * comments nor another tool's way of cutting a file into statements count as an edit.
 */
async function sameStatements(migration: Migration, recorded: readonly string[]): Promise<boolean> {
  const now = migration.statements.map((statement) => statement.text);
  if (now.length === recorded.length && now.every((text, index) => text === recorded[index])) return true;
  try {
    const before = await parseStatements(recorded.map((text) => text.replace(/;\s*$/, "")).join("\n;\n"));
    return treesOf(before) === treesOf(migration.statements);
  } catch {
    return false;
  }
}

function treesOf(statements: Migration["statements"]): string {
  const withoutPlaces = (key: string, value: unknown) =>
    key === "location" || key.endsWith("_location") ? undefined : value;
  return JSON.stringify(
    statements.map((statement) => statement.tree),
    withoutPlaces,
  );
}
