import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    sessions: { access: ownedBy("user_id") },
    messages: { access: ownedBy("user_id", { within: "sessions" }) },
  },
});
