import type pg from "pg";

/** A table with rows of users, and how to write a row of a given user. */
export interface UserTable {
  /** Its SQL name. */
  readonly table: string;
  readonly owner: string;
  readonly views: readonly string[];
  /** The other columns of an insert, with their values; absent if users may not insert. */
  readonly columns: readonly string[];
  readonly values?: string;
}

export const ownedTables: readonly UserTable[] = [
  {
    table: '"ChatSession"',
    owner: "userId",
    views: ["chat_session", "chat_sessions"],
    columns: ["sessionId"],
    values: "'session_new'",
  },
  {
    table: '"ChatMessage"',
    owner: "userId",
    views: ["chat_messages"],
    columns: ["sessionId", "role", "content"],
    values: "'session_amara_shared_tablet', 'user', 'hello'",
  },
  {
    table: '"DailyMood"',
    owner: "userId",
    views: ["daily_mood"],
    columns: ["date", "emotion", "intensity", "fruit"],
    values: "'2030-01-01', 'joy', 7, 'mango'",
  },
  {
    table: '"JournalEntry"',
    owner: "userId",
    views: ["journal_entries"],
    columns: ["content", "date"],
    values: "'dear diary', '2030-01-01'",
  },
  {
    table: '"UserMemory"',
    owner: "userId",
    views: ["user_memory"],
    columns: ["summary", "sourceType", "sourceId"],
    values: "'likes rain', 'chat', 'x'",
  },
  {
    table: '"InsightRun"',
    owner: "user_id",
    views: ["insight_run"],
    columns: ["time_range_start", "time_range_end", "narrative"],
    values: "'2030-01-01', '2030-01-08', 'a calm week'",
  },
  {
    table: "calendar_events",
    owner: "user_id",
    views: [],
    columns: ["date", "title"],
    values: "'2030-01-01', 'walk'",
  },
  { table: "profiles", owner: "user_id", views: [], columns: [] },
  { table: "users_roles", owner: "user_id", views: [], columns: [] },
  { table: "billing_customers", owner: "user_id", views: [], columns: [] },
];

export interface ExistingRelation {
  readonly name: string;
  /** Its SQL name, with its schema. */
  readonly sql: string;
  /** One statement per command that fails first for a missing privilege. */
  readonly statements: readonly string[];
}

/** Every table and view in `public`. */
export async function relationsOf(client: pg.ClientBase): Promise<readonly ExistingRelation[]> {
  const { rows } = await client.query<{ name: string; sql: string; column: string; kind: string }>(
    `select relname as name, format('public.%I', relname) as sql, format('%I', attname) as column, relkind as kind
     from pg_catalog.pg_class join pg_catalog.pg_attribute on attrelid = pg_class.oid and attnum = 1
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') order by relname`,
  );
  return rows.map(({ name, sql, column, kind }) => ({
    name,
    sql,
    statements: [
      `select from ${sql}`,
      `select count(*) from ${sql}`,
      `insert into ${sql} default values`,
      `update ${sql} set ${column} = ${column}`,
      `delete from ${sql}`,
      ...(kind === "r" ? [`truncate ${sql} cascade`, `lock table ${sql} in share mode`] : []),
    ],
  }));
}
