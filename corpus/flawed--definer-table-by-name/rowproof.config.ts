import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    receipts: { access: ownedBy("user_id") },
  },
  routines: { export_rows: { execute: ["authenticated"] } },
});
