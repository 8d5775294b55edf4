import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    diaries: { access: ownedBy("user_id") },
  },
  routines: {
    count_words: { execute: ["authenticated"] },
  },
});
