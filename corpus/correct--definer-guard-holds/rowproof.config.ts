import { custom, defineConfig, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    user_roles: { access: readOwn("user_id") },
    support_messages: {
      access: custom({
        select:
          "user_id = auth.uid() or exists (select from public.user_roles r where r.user_id = auth.uid() and r.role = 'admin')",
      }),
    },
  },
  routines: { list_support_messages: { execute: ["authenticated"] } },
  actors: { admin: { rows: { user_roles: { role: "admin" } } } },
  fixtures: { user_roles: [{ role: "user" }, { role: "user" }] },
});
