import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    contacts: { access: ownedBy("user_id") },
  },
  routines: {
    find_by_phone: { execute: ["authenticated"] },
  },
});
