import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    scans: { access: readOwn("owner") },
  },
  routines: { erase_scans: { execute: [] } },
});
