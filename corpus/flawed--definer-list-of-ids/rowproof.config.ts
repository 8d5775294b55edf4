import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    notes: { access: ownedBy("user_id") },
  },
  routines: {
    get_notes: { execute: ["authenticated"] },
    note_bodies: { execute: ["authenticated"] },
  },
});
