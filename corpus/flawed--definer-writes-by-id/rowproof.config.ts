import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    playlists: { access: ownedBy("user_id") },
  },
  routines: { rename_playlist: { execute: ["authenticated"] } },
});
