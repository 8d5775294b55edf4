import { defineConfig, ownedBy, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    handles: { access: ownedBy("user_id") },
    files: { access: readOwn("user_id") },
  },
});
