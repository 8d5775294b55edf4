import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    members: { access: ownedBy("user_id", { insert: false, delete: false, readOnly: ["plan"] }) },
  },
});
