import { defineConfig, readOwn, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    admins: { access: serviceOnly() },
    payouts: { access: readOwn("user_id") },
  },
  routines: { list_payouts: { execute: ["authenticated"] } },
});
