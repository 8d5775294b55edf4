import { defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    sleep_logs: { access: readOwn("user_id") },
  },
});
