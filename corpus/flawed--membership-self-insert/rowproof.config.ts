import { defineConfig, memberOf, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    memberships: { access: readOwn("user_id") },
    team_files: { access: memberOf("memberships", { write: false }) },
  },
});
