/** The schemas that are the platform's: a contract does not cover what they hold. */
const platform: ReadonlySet<string> = new Set([
  "extensions",
  "graphql",
  "graphql_public",
  "realtime",
  "_realtime",
  "_analytics",
  "vault",
  "pgsodium",
  "pgsodium_masks",
  "supabase_functions",
  "supabase_migrations",
  "net",
  "cron",
  "pgbouncer",
  "information_schema",
  "rowproof",
  "rowproof_stubs",
]);

/**
 * Of the schemas that a database has, those whose objects are rebuilt: the exposed ones, and all of the project's own, for a
 * policy may call a helper in any of them. `auth` and `storage` are the platform's, and yet requests meet them.
 */
export function schemasToRebuild(present: readonly string[], exposed: readonly string[]): readonly string[] {
  return present.filter((name) => !name.startsWith("pg_") && (exposed.includes(name) || !platform.has(name)));
}
