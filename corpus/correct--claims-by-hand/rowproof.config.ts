import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    sleep_logs: { access: ownedBy("user_id") },
  },
});
