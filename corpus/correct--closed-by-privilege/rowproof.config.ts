import { defineConfig, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    jobs: { access: serviceOnly() },
    job_results: { access: serviceOnly() },
  },
});
