import { defineConfig, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    products: { access: publicRead() },
  },
});
