import { defineConfig, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    letters: { access: serviceOnly() },
  },
});
