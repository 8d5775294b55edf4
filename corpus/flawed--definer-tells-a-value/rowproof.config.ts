import { defineConfig, ownedBy, readOwn } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    wallets: { access: readOwn("user_id") },
    notes: { access: ownedBy("user_id") },
  },
  routines: {
    birthday_of: { execute: ["authenticated"] },
    tier_of: { execute: ["authenticated"] },
    is_ill: { execute: ["authenticated"] },
    preview: { execute: ["authenticated"] },
  },
});
