import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    accounts: {
      access: ownedBy("user_id", { delete: false, writable: ["user_id", "display_name", "language"] }),
    },
  },
});
