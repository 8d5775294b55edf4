const every = ["select", "insert", "update", "delete"];
/** The commands with a policy on the user's id, by table. */
export const policies: Readonly<Record<string, readonly string[]>> = {
  chat_session: every,
  chat_message: every,
  daily_mood: every,
  journal_entry: every,
  user_memory: every,
  calendar_events: every,
  insight_run: ["select", "insert", "delete"],
  profiles: ["select", "update"],
  users_roles: ["select"],
  billing_customers: ["select"],
  billing_states: [],
  webhook_events: [],
};

/** The commands with a policy for staff, by table. */
export const rules: Readonly<Record<string, readonly string[]>> = {
  users_roles: ["insert", "update", "delete"],
  webhook_events: ["select"],
};

/** The functions that each role may execute. */
export const routines = {
  anon: ["companion_take_sign_in(text)"],
  authenticated: [
    "companion_export_messages()",
    "companion_has_role(text[])",
    "companion_history_start()",
    "companion_month(date,date,timestamp without time zone,timestamp without time zone)",
    "companion_take_sign_in(text)",
    "companion_take_write()",
  ],
  service_role: [
    "companion_billing_apply(text,text,text,text,uuid,text,boolean,bigint)",
    "companion_billing_begin(text)",
    "companion_billing_fail(text,text,text,text)",
  ],
};
