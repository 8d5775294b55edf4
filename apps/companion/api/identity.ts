import { type AuthError, GoTrueClient, isAuthRetryableFetchError } from "@supabase/auth-js";
import { Problem } from "./problem.js";
import type { Settings } from "./settings.js";

/** Supabase's sign-in, for one request: it keeps nothing. */
export function openIdentity({ supabase }: Settings, fetch: typeof globalThis.fetch): GoTrueClient {
  return new GoTrueClient({
    url: `${supabase.url}/auth/v1`,
    headers: { apikey: supabase.anonKey },
    persistSession: false,
    autoRefreshToken: false,
    detectSessionInUrl: false,
    fetch: quietly(fetch),
  });
}

/** What it is thrown, it writes to the console: that nothing answered, it is told by a status. */
function quietly(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch {
      return new Response(null, { status: 503 });
    }
  };
}

/** Whose a token is, as the server that made it says: the one who asks is there, and signed in. */
export async function identify(identity: GoTrueClient, token: string) {
  const { data, error } = await identity.getUser(token);
  if (error !== null) throw identityProblem(error, "The token is not valid any more. Sign in again.");
  return data.user;
}

/** What the sign-in said against it. @param refused the words for what it does not take. */
export function identityProblem(error: AuthError, refused: string): Problem {
  const cause = new Error(`sign-in error ${error.code ?? error.status}`);
  if (error.status === 429)
    return new Problem("too-many-requests", "Try again in a minute.", { retryAfter: 60, cause });
  if (isAuthRetryableFetchError(error) || (error.status ?? 500) >= 500)
    return new Problem("not-available", "Signing in is not possible now. Try again.", { cause });
  return new Problem("not-signed-in", refused, { cause });
}
