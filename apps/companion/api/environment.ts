import type { PostgrestClient } from "@supabase/postgrest-js";
import type { Logger } from "pino";

/** The user of a request, as the token names them, and their connection to the database. */
export interface RequestUser {
  /** The token's subject. Only the database checks the token: use this to name rows, not to allow anything. */
  readonly userId: string;
  readonly token: string;
  /** Sends every statement with the user's own token, under row level security. */
  readonly database: PostgrestClient;
}

/** The values that middleware sets for the handlers of a request. */
export interface Env {
  Variables: {
    readonly requestId: string;
    readonly log: Logger;
    /** Set if the route uses `signedIn`. */
    readonly user: RequestUser;
  };
}
