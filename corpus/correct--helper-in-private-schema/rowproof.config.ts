import { defineConfig, memberOf, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    room_members: { access: readOwn("user_id") },
    room_posts: { access: memberOf("room_members", { column: "room_id", update: false, delete: false }) },
  },
});
