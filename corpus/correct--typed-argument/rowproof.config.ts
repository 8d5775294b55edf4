import { defineConfig, ownedBy, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    moods: { access: ownedBy("user_id") },
    role_permissions: { access: serviceOnly() },
  },
  routines: {
    my_moods: { execute: ["authenticated"] },
    is_mine: { execute: ["authenticated"] },
    authorize: { execute: ["authenticated"] },
  },
});
