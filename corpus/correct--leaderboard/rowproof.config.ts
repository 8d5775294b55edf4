import { appendOnly, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    scores: { access: appendOnly("user_id") },
  },
  routines: { leaderboard: { execute: ["anon", "authenticated"], reaches: ["scores"] } },
});
