import { defineConfig, ownedBy, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    profiles: { access: publicRead() },
    blocks: { access: ownedBy("blocker_id") },
  },
  routines: {
    who_blocked: { execute: ["authenticated"] },
  },
});
