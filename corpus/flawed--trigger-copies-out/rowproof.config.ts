import { defineConfig, ownedBy, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    notes: { access: ownedBy("user_id") },
    feed: { access: publicRead() },
  },
  routines: { announce_note: { execute: [], reaches: ["feed"] } },
});
