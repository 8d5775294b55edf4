import { defineConfig, memberOf, readOwn, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    teams: { access: memberOf("team_members", { column: "id", team: "team_id", write: false }) },
    team_members: { access: readOwn("user_id") },
    events: { access: serviceOnly() },
  },
  routines: {
    create_team: { execute: ["authenticated"], reaches: ["teams", "team_members"] },
  },
});
