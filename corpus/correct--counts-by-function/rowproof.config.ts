import { defineConfig, ownedBy, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    posts: { access: publicRead() },
    likes: { access: ownedBy("user_id") },
    gifts: { access: ownedBy("user_id") },
  },
  routines: {
    like_count: { execute: ["authenticated"] },
    given: { execute: ["authenticated"] },
    all_given: { execute: ["authenticated"] },
    have_liked: { execute: ["authenticated"] },
    ticket: { execute: ["authenticated"] },
  },
});
