import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    uploads: { access: ownedBy("user_id", { insert: false, update: false }) },
  },
});
