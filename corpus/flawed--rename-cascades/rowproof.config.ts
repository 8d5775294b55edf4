import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    tags: { access: ownedBy("user_id") },
    taggings: { access: ownedBy("user_id", { update: false, delete: false }) },
  },
});
