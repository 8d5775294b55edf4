import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    posts: { access: custom({ select: "author_id = auth.uid() or visibility = 'public'" }) },
  },
});
