import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    tickets: { access: ownedBy("user_id", { update: false, delete: false }) },
  },
});
