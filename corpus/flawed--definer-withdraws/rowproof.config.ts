import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    accounts: { access: readOwn("user_id") },
  },
  routines: {
    withdraw: { execute: ["authenticated"] },
  },
});
