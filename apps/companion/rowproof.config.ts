import { appendOnly, closed, custom, defineConfig, ownedBy, serviceOnly } from "rowproof";

// Who works for the company. Nobody but the owner reads chat, moods, journal, memory, insights or calendar, admins neither.
const isStaff = "(select public.companion_has_role(array['ops', 'admin']))";
const isAdmin = "(select public.companion_has_role(array['admin']))";
const ownOr = (others: string) => `user_id = (select auth.uid()) or ${others}`;
const ruledByAdmins = { select: ownOr(isAdmin), insert: isAdmin, update: isAdmin, delete: isAdmin };

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
      // How far back a user reads, their plan says.
      access: ownedBy("userId", {
        within: "ChatSession",
        select: `"userId" = (select auth.uid()::text) and "timestamp" >= (select public.companion_history_start())`,
      }),
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
      access: ownedBy("user_id", {
        select: ownOr(isStaff),
        insert: false,
        delete: false,
        writable: ["voice_enabled"],
      }),
      purpose: "One a user: the plan, which only the service writes, and the user's own settings.",
    },
    calendar_events: {
      access: ownedBy("user_id"),
      purpose: "What a user plans, where it is, and how it felt.",
    },
    users_roles: {
      access: ownedBy("user_id", ruledByAdmins),
      purpose: "Who works for the company: user, ops or admin.",
    },
    billing_customers: {
      access: ownedBy("user_id", { select: ownOr(isStaff), insert: false, update: false, delete: false }),
      purpose: "Which customer of the payment provider a user is.",
    },
    billing_states: {
      access: serviceOnly(),
      purpose: "What was last fetched of each customer, and after which other; the plan follows from it.",
    },
    webhook_events: {
      access: custom({ select: isStaff }),
      purpose: "What the payment provider sent, by its own id, so that a second delivery is found.",
    },
    user_limits: {
      access: closed(),
      purpose:
        "How often users have written and exported lately; the functions that count know it, nobody else.",
    },
    sign_in_limits: {
      access: closed(),
      purpose: "How often somebody has tried to sign in lately, by a key that tells nobody who.",
    },
    _prisma_migrations: { access: closed(), purpose: "Prisma's own history." },
  },
  routines: {
    // Triggers that run as their owner, read and meant: a profile for who signs up, no row left of who goes, and none
    // for who is gone. Nobody calls them.
    companion_create_profile: { execute: [] },
    companion_erase_user: { execute: [] },
    companion_require_user: { execute: [] },
    // What policies ask about the caller.
    companion_has_role: { execute: ["authenticated"] },
    companion_history_start: { execute: ["authenticated"] },
    // A month of the caller's rows, under the tables' own policies.
    companion_month: { execute: ["authenticated"] },
    // All of one's own messages, whatever the plan, three times a day.
    companion_export_messages: { execute: ["authenticated"], reaches: ["user_limits"] },
    // Each counts one more, and says how many seconds to wait: 0 while it may go on.
    companion_take_write: { execute: ["authenticated"], reaches: ["user_limits"] },
    companion_take_sign_in: { execute: ["anon", "authenticated"], reaches: ["sign_in_limits"] },
    // An event of the payment provider and the plan that follows: begun, applied or failed.
    companion_billing_begin: { execute: ["service_role"] },
    companion_billing_apply: { execute: ["service_role"] },
    companion_billing_fail: { execute: ["service_role"] },
  },
  // Owner and stranger are users like most: whoever works here is an actor of its own.
  fixtures: { users_roles: [{ role: "user" }] },
  actors: {
    ops: { rows: { users_roles: { role: "ops" } } },
    admin: { rows: { users_roles: { role: "admin" } } },
  },
});
