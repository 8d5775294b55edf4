import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    trips: { access: ownedBy("user_id") },
  },
  routines: {
    trips_of: { execute: ["authenticated", "service_role"] },
    forget_trips: { execute: ["authenticated", "service_role"] },
  },
});
