import { custom, defineConfig, ownedBy, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    staff_roles: { access: readOwn("user_id") },
    tickets: { access: ownedBy("user_id", { select: "user_id = auth.uid() or public.is_support()" }) },
    deliveries: { access: custom({ select: "public.is_support()" }) },
  },
  routines: { is_support: { execute: ["authenticated"] } },
  actors: { support: { rows: { staff_roles: { role: "support" } } } },
  fixtures: { staff_roles: [{ role: "customer" }] },
});
