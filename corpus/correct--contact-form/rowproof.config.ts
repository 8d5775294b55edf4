import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    enquiries: { access: custom({ insert: "email is not null", anon: { insert: "email is not null" } }) },
  },
});
