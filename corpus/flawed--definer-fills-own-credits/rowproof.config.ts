import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    credits: { access: readOwn("user_id") },
  },
  routines: {
    add_credits: { execute: ["authenticated"] },
  },
});
