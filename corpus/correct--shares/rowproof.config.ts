import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    notes: {
      access: custom({
        select:
          "user_id = auth.uid() or id in (select s.note_id from public.note_shares s where s.shared_with = auth.uid())",
        insert: "user_id = auth.uid()",
        update: "user_id = auth.uid()",
        delete: "user_id = auth.uid()",
      }),
    },
    note_shares: {
      access: custom({
        select: "owner_id = auth.uid() or shared_with = auth.uid()",
        insert: "owner_id = auth.uid()",
        delete: "owner_id = auth.uid()",
      }),
    },
  },
});
