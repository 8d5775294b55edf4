import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    objects: {
      access: custom({
        select: "bucket = 'public' or split_part(name, '/', 1) = auth.uid()::text",
        insert: "split_part(name, '/', 1) = auth.uid()::text",
        update: "split_part(name, '/', 1) = auth.uid()::text",
        delete: "split_part(name, '/', 1) = auth.uid()::text",
        anon: { select: "bucket = 'public'" },
      }),
    },
  },
});
