import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    reviews: {
      access: custom({
        select: "user_id = auth.uid() or status = 'approved'",
        insert: "user_id = auth.uid() and status = 'pending'",
        update: "user_id = auth.uid() and status = 'pending'",
      }),
    },
  },
});
