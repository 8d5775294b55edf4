import { appendOnly, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    wishes: { access: appendOnly("user_id") },
  },
});
