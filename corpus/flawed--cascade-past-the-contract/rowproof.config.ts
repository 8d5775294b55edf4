import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    products: { access: ownedBy("user_id") },
    reviews: { access: ownedBy("user_id", { update: false, delete: false }) },
  },
});
