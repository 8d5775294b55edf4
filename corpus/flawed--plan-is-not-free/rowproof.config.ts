import { custom, defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    profiles: { access: readOwn("id") },
    lessons: {
      access: custom({
        select:
          "not premium or exists (select 1 from public.profiles p where p.id = auth.uid() and p.plan = 'pro')",
      }),
    },
  },
});
