import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    notes: {
      access: custom({
        select: "user_id = auth.uid() and deleted_at is null",
        insert: "user_id = auth.uid() and deleted_at is null",
        update: "user_id = auth.uid() and deleted_at is null",
        readOnly: ["deleted_at"],
      }),
    },
  },
  routines: { hide_note: { execute: ["authenticated"], reaches: ["notes"] } },
});
