import { defineConfig, ownedBy, publicRead, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    posts: { access: publicRead() },
    comments: { access: ownedBy("user_id") },
    notices: { access: readOwn("user_id") },
  },
  routines: {
    add_comment: { execute: ["authenticated"] },
    tell_author: { execute: [] },
  },
});
