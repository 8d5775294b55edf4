import { type AuthError, GoTrueClient, isAuthRetryableFetchError } from "@supabase/auth-js";
import { Problem } from "./problem.js";
import type { Settings } from "./settings.js";

/** Supabase's sign-in service, for one request; it stores nothing. */
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

/** The client logs errors that `fetch` throws, so a failed connection becomes a status. */
function quietly(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch {
      return new Response(null, { status: 503 });
    }
  };
}

/** The user of a token. The sign-in service checks that the token is valid and the user exists. */
export async function identify(identity: GoTrueClient, token: string) {
  const { data, error } = await identity.getUser(token);
  if (error !== null) throw identityProblem(error, "The token is not valid any more. Sign in again.");
  return data.user;
}

/** The problem for an error of the sign-in service. @param refused the text if it refuses. */
export function identityProblem(error: AuthError, refused: string): Problem {
  const cause = new Error(`sign-in error ${error.code ?? error.status}`);
  if (error.status === 429)
    return new Problem("too-many-requests", "Try again in a minute.", { retryAfter: 60, cause });
  if (isAuthRetryableFetchError(error) || (error.status ?? 500) >= 500)
    return new Problem("not-available", "The sign-in service is not available. Try again.", { cause });
  return new Problem("not-signed-in", refused, { cause });
}
