import { closed, defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    _migrations: { access: closed() },
    pins: { access: ownedBy("user_id") },
  },
});
