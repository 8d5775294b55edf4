import { platformSql } from "../embedded/platform.js";
import { callCommand } from "./call/call.js";
import { type CallOptions, callOptions } from "./call/options.js";

/** The result of {@link platform}. */
export interface PlatformResult {
  /** Runs under plain `psql`, any number of times. */
  readonly sql: string;
}

/**
 * The SQL that gives a plain Postgres the roles and the `auth` schema of Supabase. It needs no database.
 * @example
 * import { platform } from "rowproof/commands";
 *
 * const { sql } = await platform();
 */
export function platform(options: CallOptions = {}): Promise<PlatformResult> {
  return callCommand({ verb: "platform", options: callOptions }, options, async () => ({
    sql: platformSql(),
  }));
}
