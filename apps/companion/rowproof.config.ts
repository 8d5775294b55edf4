import { appendOnly, closed, custom, defineConfig, ownedBy, serviceOnly } from "rowproof";

// Staff. Only the owner can read chat, moods, journal, memory, insights and calendar; admins cannot.
const isStaff = "(select public.companion_has_role(array['ops', 'admin']))";
const isAdmin = "(select public.companion_has_role(array['admin']))";
const ownOr = (others: string) => `user_id = (select auth.uid()) or ${others}`;
const managedByAdmins = { select: ownOr(isAdmin), insert: isAdmin, update: isAdmin, delete: isAdmin };

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
      // The plan decides how far back a user can read.
      access: ownedBy("userId", {
        within: "ChatSession",
        select: `"userId" = (select auth.uid()::text) and "timestamp" >= (select public.companion_history_start())`,
      }),
      views: ["chat_messages"],
      purpose: "The messages of the user and the companion.",
    },
    DailyMood: {
      access: ownedBy("userId"),
      views: ["daily_mood"],
      purpose: "The mood that a user checks in, once a day; each emotion has its fruit.",
    },
    JournalEntry: {
      access: ownedBy("userId"),
      views: ["journal_entries"],
      purpose: "A user's private journal.",
    },
    UserMemory: {
      access: ownedBy("userId"),
      views: ["user_memory"],
      purpose: "What the companion remembers of chats and journal entries.",
    },
    InsightRun: {
      access: appendOnly("user_id"),
      views: ["insight_run"],
      purpose: "The insight of a week; written once, never changed.",
    },
    profiles: {
      access: ownedBy("user_id", {
        select: ownOr(isStaff),
        insert: false,
        delete: false,
        writable: ["voice_enabled"],
      }),
      purpose: "One row per user: the plan, which only the service writes, and the user's own settings.",
    },
    calendar_events: {
      access: ownedBy("user_id"),
      purpose: "A user's events, with place and emotion.",
    },
    users_roles: {
      access: ownedBy("user_id", managedByAdmins),
      purpose: "The roles of users: user, ops or admin.",
    },
    billing_customers: {
      access: ownedBy("user_id", { select: ownOr(isStaff), insert: false, update: false, delete: false }),
      purpose: "The payment provider's customer of each user.",
    },
    billing_states: {
      access: serviceOnly(),
      purpose: "The last fetched state of each customer, with its number in order; it decides the plan.",
    },
    webhook_events: {
      access: custom({ select: isStaff }),
      purpose: "The events of the payment provider, by its own id, so that a second delivery is recognized.",
    },
    user_limits: {
      access: closed(),
      purpose: "How often users wrote and exported recently; only the counting functions use it.",
    },
    sign_in_limits: {
      access: closed(),
      purpose: "How often each account and address tried to sign in recently, by an HMAC.",
    },
    _prisma_migrations: { access: closed(), purpose: "Prisma's own history." },
  },
  routines: {
    // Reviewed trigger functions that run as their owner: create the profile of a new user, delete the rows of a deleted
    // user, and refuse rows of a user who does not exist. Nobody calls them.
    companion_create_profile: { execute: [] },
    companion_erase_user: { execute: [] },
    companion_require_user: { execute: [] },
    // Policies call these to check the user.
    companion_has_role: { execute: ["authenticated"] },
    companion_history_start: { execute: ["authenticated"] },
    // A month of the user's rows, under the tables' own policies.
    companion_month: { execute: ["authenticated"] },
    // All of the user's own messages, whatever the plan, three times a day.
    companion_export_messages: { execute: ["authenticated"], reaches: ["user_limits"] },
    // Each counts one call and returns the seconds to wait: 0 if the call is allowed.
    companion_take_write: { execute: ["authenticated"], reaches: ["user_limits"] },
    companion_take_sign_in: { execute: ["anon", "authenticated"], reaches: ["sign_in_limits"] },
    // Process an event of the payment provider: begin, apply with the plan, or fail.
    companion_billing_begin: { execute: ["service_role"] },
    companion_billing_apply: { execute: ["service_role"] },
    companion_billing_fail: { execute: ["service_role"] },
  },
  // Owner and stranger are normal users; staff roles are actors of their own.
  fixtures: { users_roles: [{ role: "user" }] },
  actors: {
    ops: { rows: { users_roles: { role: "ops" } } },
    admin: { rows: { users_roles: { role: "admin" } } },
  },
});
