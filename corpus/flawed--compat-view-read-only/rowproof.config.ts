import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    BodyWeight: { access: ownedBy("userId"), views: ["body_weight"] },
  },
});
