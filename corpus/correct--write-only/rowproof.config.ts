import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    abuse_reports: { access: ownedBy("reporter_id", { select: false, update: false, delete: false }) },
  },
});
