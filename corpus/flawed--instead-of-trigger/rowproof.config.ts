import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    bookmarks: { access: ownedBy("user_id") },
  },
  routines: { save_link: { execute: [] } },
});
