import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    profiles: { access: ownedBy("id", { insert: false, delete: false, readOnly: ["plan"] }) },
  },
});
