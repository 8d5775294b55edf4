import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    settings: { access: ownedBy("user_id", { insert: false }) },
  },
});
