import { custom, defineConfig, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    polls: { access: publicRead() },
    votes: {
      access: custom({
        select: "user_id = auth.uid()",
        insert:
          "user_id = auth.uid() and exists (select 1 from public.polls p where p.id = poll_id and p.is_open)",
      }),
    },
  },
});
