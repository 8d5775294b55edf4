import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: { threads: { access: ownedBy("user_id") }, replies: { access: ownedBy("user_id") } },
});
