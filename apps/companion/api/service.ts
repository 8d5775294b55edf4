import { GoTrueAdminApi } from "@supabase/auth-js";
import { PostgrestClient } from "@supabase/postgrest-js";
import type { Settings } from "./settings.js";

/** What goes past row level security. The webhook, reconciliation and erasure open it, and a test sees to it that nobody else does. */
export interface Service {
  readonly database: PostgrestClient;
  readonly users: GoTrueAdminApi;
}

/** The only place that reads the service's key. */
export function openService({ supabase }: Settings, fetch: typeof globalThis.fetch): Service {
  const headers = { apikey: supabase.serviceKey, authorization: `Bearer ${supabase.serviceKey}` };
  return {
    database: new PostgrestClient(`${supabase.url}/rest/v1`, { headers, fetch }),
    users: new GoTrueAdminApi({ url: `${supabase.url}/auth/v1`, headers, fetch }),
  };
}
