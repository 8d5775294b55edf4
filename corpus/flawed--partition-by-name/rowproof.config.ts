import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    events: { access: ownedBy("user_id", { insert: false, update: false }) },
  },
});
