import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    rooms: { access: ownedBy("host_id") },
    messages: { access: ownedBy("sender_id", { within: "rooms", update: false, delete: false }) },
  },
});
