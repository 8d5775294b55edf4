import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    pages: {
      access: custom({
        select: "slug is not null",
        insert: "owner_id = auth.uid()",
        update: "owner_id = auth.uid()",
      }),
    },
  },
});
