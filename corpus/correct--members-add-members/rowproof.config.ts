import { custom, defineConfig, memberOf } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    orgs: { access: memberOf("org_members", { column: "id", team: "org_id", write: false }) },
    org_members: {
      access: custom({
        select: "user_id = auth.uid() or private.is_admin(org_id)",
        insert: "private.is_admin(org_id)",
      }),
    },
  },
});
