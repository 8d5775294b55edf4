import { custom, defineConfig } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    incidents: {
      access: custom({ select: "user_id = auth.uid() or auth.jwt() -> 'app_metadata' ->> 'role' = 'admin'" }),
    },
  },
  actors: { admin: { claims: { app_metadata: { role: "admin" } } } },
});
