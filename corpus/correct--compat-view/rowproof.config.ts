import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    UserProfile: {
      access: ownedBy("userId", { insert: false, delete: false, writable: ["displayName"] }),
      views: ["user_profile"],
    },
  },
});
