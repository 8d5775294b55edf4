import { custom, defineConfig, memberOf, readOwn, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    organizations: {
      access: memberOf("memberships", {
        column: "id",
        team: "org_id",
        insert: false,
        update: ["owner"],
        delete: false,
        readOnly: ["plan"],
      }),
      purpose: "A customer; everything else belongs to one.",
    },
    memberships: {
      access: readOwn("user_id"),
      purpose: "Who is in which organization, with which role. Only the service adds and removes members.",
    },
    projects: {
      access: memberOf("memberships", { column: "org_id", write: ["owner", "admin"] }),
      purpose: "What an organization works on.",
    },
    tasks: {
      access: memberOf("memberships", { column: "org_id" }),
      purpose: "What is to be done; every member may write.",
    },
    comments: {
      access: custom({
        select: "task_id in (select id from public.tasks)",
        insert: "author_id = auth.uid() and task_id in (select id from public.tasks)",
        update: "author_id = auth.uid() and task_id in (select id from public.tasks)",
        delete: "author_id = auth.uid()",
      }),
      purpose:
        "What members write about a task; everyone who sees the task can read it, and its author can change it.",
    },
    invitations: {
      access: serviceOnly(),
      purpose: "Who may join; its token is a key, so only the service reads it.",
    },
  },
});
