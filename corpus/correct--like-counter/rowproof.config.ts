import { appendOnly, custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    posts: {
      access: custom({
        select: "body is not null",
        insert: "author_id = auth.uid()",
        update: "author_id = auth.uid()",
        anon: { select: "body is not null" },
        writable: ["author_id", "body"],
      }),
    },
    post_likes: { access: appendOnly("user_id") },
  },
  routines: { count_like: { execute: [], reaches: ["posts"] } },
});
