import { defineConfig, memberOf, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    team_members: { access: readOwn("user_id") },
    docs: { access: memberOf("team_members", { write: ["owner", "editor"] }) },
  },
  routines: {
    delete_doc: { execute: ["authenticated"] },
  },
});
