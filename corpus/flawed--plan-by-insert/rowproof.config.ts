import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    subscriptions: { access: ownedBy("user_id", { readOnly: ["plan"] }) },
  },
});
