import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    places: { access: ownedBy("user_id") },
  },
  routines: {
    nearby: { execute: ["authenticated"] },
  },
});
