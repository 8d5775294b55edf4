import { appendOnly, closed, defineConfig, ownedBy, readOwn, serviceOnly } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  versions: {
    "add_user_memory_table.sql": "20241201000000",
    "rls-and-profiles.sql": "20260113000000",
  },
  schema: "schema.sql",
  tables: {
    ChatSession: {
      access: ownedBy("userId"),
      views: ["chat_session", "chat_sessions"],
      purpose: "A conversation with the companion, from its first message to its last.",
    },
    ChatMessage: {
      access: ownedBy("userId", { within: "ChatSession" }),
      views: ["chat_messages"],
      purpose: "What the user and the companion said, message by message.",
    },
    DailyMood: {
      access: ownedBy("userId"),
      views: ["daily_mood"],
      purpose: "The mood a user checks in, once a day; each emotion has its fruit.",
    },
    JournalEntry: {
      access: ownedBy("userId"),
      views: ["journal_entries"],
      purpose: "What a user writes in the journal, for nobody else.",
    },
    UserMemory: {
      access: ownedBy("userId"),
      views: ["user_memory"],
      purpose: "What the companion remembers of chats and journal entries.",
    },
    InsightRun: {
      access: appendOnly("user_id"),
      views: ["insight_run"],
      purpose: "A week looked back on; written once, never changed.",
    },
    profiles: {
      access: ownedBy("user_id", { insert: false, delete: false, writable: ["voice_enabled"] }),
      purpose: "One a user: the plan, which only the service writes, and the user's own settings.",
    },
    calendar_events: {
      access: ownedBy("user_id"),
      purpose: "What a user plans, where it is, and how it felt.",
    },
    users_roles: {
      access: readOwn("user_id"),
      purpose: "Who works for the company: user, ops or admin.",
    },
    billing_customers: {
      access: readOwn("user_id"),
      purpose: "Which customer of the payment provider a user is.",
    },
    webhook_events: {
      access: serviceOnly(),
      purpose: "What the payment provider sent, by its own id, so that a second delivery is found.",
    },
    _prisma_migrations: {
      access: closed(),
      purpose: "Prisma's own history.",
    },
  },
  routines: {
    // Triggers that run as their owner, read and meant: a profile for who signs up, no row left of who goes, and none
    // for who is gone. Nobody calls them.
    companion_create_profile: { execute: [] },
    companion_erase_user: { execute: [] },
    companion_require_user: { execute: [] },
  },
});
