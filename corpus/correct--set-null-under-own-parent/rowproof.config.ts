import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    calendars: { access: ownedBy("user_id") },
    calendar_entries: { access: ownedBy("user_id") },
  },
});
