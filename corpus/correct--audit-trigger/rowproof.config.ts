import { defineConfig, ownedBy, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    recipes: { access: ownedBy("user_id") },
    audit_log: { access: serviceOnly() },
  },
  routines: { audit: { execute: [], reaches: ["audit_log"] } },
});
