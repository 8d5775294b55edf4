import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    albums: { access: ownedBy("user_id") },
    photos: { access: ownedBy("user_id") },
  },
});
