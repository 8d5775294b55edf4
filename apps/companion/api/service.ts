import { GoTrueAdminApi } from "@supabase/auth-js";
import { PostgrestClient } from "@supabase/postgrest-js";
import type { Settings } from "./settings.js";

/** Access that bypasses row level security. Only the webhook, reconciliation and erasure use it; a test checks that. */
export interface Service {
  readonly database: PostgrestClient;
  readonly users: GoTrueAdminApi;
}

/** The only function that reads the service key. */
export function openService({ supabase }: Settings, fetch: typeof globalThis.fetch): Service {
  const headers = { apikey: supabase.serviceKey, authorization: `Bearer ${supabase.serviceKey}` };
  return {
    database: new PostgrestClient(`${supabase.url}/rest/v1`, { headers, fetch }),
    users: new GoTrueAdminApi({ url: `${supabase.url}/auth/v1`, headers, fetch }),
  };
}
