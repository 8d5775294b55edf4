import { defineConfig, ownedBy, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    categories: { access: publicRead() },
    articles: { access: ownedBy("user_id") },
  },
});
