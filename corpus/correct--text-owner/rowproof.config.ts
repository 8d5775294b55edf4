import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    moods: { access: ownedBy("user_id") },
  },
  routines: { erase_moods: { execute: [], reaches: ["moods"] } },
});
