import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    recipes: { access: ownedBy("user_id") },
  },
  routines: { search_recipes: { execute: ["authenticated"] } },
});
