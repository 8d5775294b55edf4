import { defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  schemas: ["api"],
  tables: {},
  routines: {
    delete_note: { execute: ["authenticated"] },
  },
});
