import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    DailyMood: { access: ownedBy("userId"), views: ["daily_mood"] },
  },
});
