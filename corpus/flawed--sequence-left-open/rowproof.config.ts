import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    invoices: { access: readOwn("user_id") },
  },
});
