import { defineConfig, ownedBy, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    staff_roles: { access: readOwn("user_id") },
    badges: {
      access: ownedBy("user_id", { insert: "(select public.is_support())", update: false, delete: false }),
    },
  },
  routines: { is_support: { execute: ["authenticated"] } },
  actors: { support: { rows: { staff_roles: { role: "support" } } } },
  fixtures: { staff_roles: [{ role: "customer" }] },
});
