import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    timesheets: {
      access: custom({ select: "user_id = auth.uid()", update: "user_id = auth.uid() and not locked" }),
    },
  },
});
