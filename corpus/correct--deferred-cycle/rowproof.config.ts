import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    documents: { access: ownedBy("user_id") },
    revisions: { access: ownedBy("user_id", { within: "documents" }) },
  },
});
