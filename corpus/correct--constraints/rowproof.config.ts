import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    bookings: { access: ownedBy("user_id") },
    check_ins: { access: ownedBy("user_id") },
  },
  fixtures: {
    bookings: [
      {
        during: {
          sql: "(select tstzrange(t, t + interval '1 second') from (select now() + random() * interval '9000 days' as t) as r)",
        },
      },
    ],
    check_ins: [{ slept_at: "01:30", woke_at: "07:45" }],
  },
});
