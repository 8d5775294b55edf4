import { defineConfig, memberOf, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    team_members: { access: readOwn("user_id") },
    documents: { access: memberOf("team_members", { write: false }) },
  },
  routines: { join_team: { execute: ["authenticated"] } },
});
