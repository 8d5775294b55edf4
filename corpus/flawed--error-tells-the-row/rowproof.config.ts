import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    vouchers: { access: readOwn("user_id") },
  },
  routines: { check_voucher: { execute: ["authenticated"] } },
});
