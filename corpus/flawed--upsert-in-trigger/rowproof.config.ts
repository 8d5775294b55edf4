import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    nicknames: { access: ownedBy("user_id", { update: false, delete: false }) },
  },
  routines: { merge_nickname: { execute: [] } },
});
