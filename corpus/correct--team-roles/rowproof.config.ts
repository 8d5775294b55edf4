import { defineConfig, memberOf, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    teams: { access: memberOf("team_members", { column: "id", team: "team_id", write: false }) },
    team_members: { access: readOwn("user_id") },
    plans: { access: memberOf("team_members", { write: ["owner", "editor"], delete: ["owner"] }) },
  },
});
