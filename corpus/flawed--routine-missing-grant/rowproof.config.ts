import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    inbox: { access: readOwn("user_id") },
  },
  routines: { unread: { execute: ["authenticated"] } },
});
