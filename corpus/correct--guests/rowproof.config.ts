import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    posts: {
      access: custom({
        select: "body is not null",
        insert: "author_id = auth.uid() and (auth.jwt() ->> 'is_anonymous')::boolean is not true",
      }),
    },
  },
  actors: { guest: { claims: { is_anonymous: true } } },
});
