import { custom, defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    people: { access: ownedBy("id", { insert: false, delete: false, readOnly: ["role"] }) },
    reports: {
      access: custom({
        select:
          "user_id = auth.uid() or exists (select from public.people p where p.id = auth.uid() and p.role = 'admin')",
      }),
    },
  },
  fixtures: { people: [{ role: "user" }, { role: "user" }] },
});
