import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    workouts: { access: readOwn("user_id") },
  },
  routines: { my_workouts: { execute: ["authenticated"] } },
});
