import { defineConfig, memberOf, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    crew: { access: readOwn("user_id") },
    plans: { access: memberOf("crew", { write: ["owner", "editor"] }) },
  },
});
