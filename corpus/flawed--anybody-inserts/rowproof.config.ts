import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    votes: { access: ownedBy("user_id", { update: false, delete: false }) },
  },
});
