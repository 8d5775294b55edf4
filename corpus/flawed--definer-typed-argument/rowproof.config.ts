import { defineConfig, ownedBy, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    moods: { access: ownedBy("user_id") },
    posts: { access: publicRead() },
    drafts: { access: ownedBy("author_id") },
  },
  routines: {
    all_moods: { execute: ["authenticated"] },
    latest_draft: { execute: ["authenticated"] },
  },
});
