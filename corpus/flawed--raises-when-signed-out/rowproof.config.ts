import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    posts: {
      access: custom({
        select: "hidden_from is distinct from auth.uid()",
        anon: { select: "hidden_from is distinct from auth.uid()" },
      }),
    },
  },
});
