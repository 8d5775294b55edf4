import { appendOnly, defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    chats: { access: ownedBy("user_id", { update: false, delete: false }) },
    chat_messages: { access: appendOnly("user_id", { within: "chats" }) },
  },
});
