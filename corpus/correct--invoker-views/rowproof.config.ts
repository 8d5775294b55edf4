import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    shops: { access: ownedBy("user_id", { delete: false }) },
    visits: { access: ownedBy("user_id") },
  },
});
