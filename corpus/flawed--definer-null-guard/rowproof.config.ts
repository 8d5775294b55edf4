import { defineConfig, ownedBy, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    user_roles: { access: readOwn("user_id") },
    support_messages: { access: ownedBy("user_id") },
  },
  routines: { list_support_messages: { execute: ["authenticated", "service_role"] } },
  fixtures: { user_roles: [{ role: "user" }, { role: "user" }] },
});
