import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    notes: { access: ownedBy("user_id") },
  },
  routines: {
    by_word: { execute: ["authenticated"] },
    by_part: { execute: ["authenticated"] },
    between_times: { execute: ["authenticated"] },
  },
});
