import { custom, defineConfig, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    bans: { access: serviceOnly() },
    board_posts: {
      access: custom({
        select: "user_id = auth.uid()",
        insert: "user_id = auth.uid() and not public.is_banned()",
        update: "user_id = auth.uid()",
        delete: "user_id = auth.uid()",
      }),
    },
  },
  routines: { is_banned: { execute: ["authenticated"] } },
});
