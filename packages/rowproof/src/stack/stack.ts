import type { StackKeys } from "./keys.js";
import type { Guard } from "./lite.js";
import { startStack } from "./start.js";

export { makeKeys, type StackKeys, signToken } from "./keys.js";

export interface StackOptions {
  /** The connection string of the database's owner: the stack makes its own role with it, and serves as that role only. */
  readonly database: string;
  /** Default: new ones. */
  readonly keys?: StackKeys;
  /** The schemas that the API exposes. Default: `public`. */
  readonly schemas?: readonly string[];
  /** What `anon` may read; the stack refuses to serve where it can read anything else. Default: nothing. */
  readonly publicRelations?: readonly string[];
  /** Each request to `/rest/v1` is taken back after it was answered, for attacks. Default: false. */
  readonly takeBack?: boolean;
  /** For the test of the self-test alone: guards to leave away. */
  readonly without?: readonly Guard[];
}

/** A Supabase-compatible API on a local Postgres: `/auth/v1` and `/rest/v1`. */
export interface Stack {
  readonly keys: StackKeys;
  fetch(request: Request): Promise<Response>;
  /** After the schema was changed. */
  forgetSchema(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a local database as Supabase would, for development and tests, to the real `supabase-js`. It makes what sign-in
 * needs in `auth`, a role to serve as, and tries itself before it answers anybody.
 *
 * @throws {RowproofError} exit code 3: something stands open that must not; 2: `@supabase/lite` is not installed.
 * @example
 * const stack = await openStack({ database: url });
 * const client = createClient("http://localhost", stack.keys.anon, { global: { fetch: (...a) => stack.fetch(new Request(...a)) } });
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { database, keys, schemas, publicRelations = [], takeBack = false, without } = options;
  // Copied, so that nothing but names can come through.
  return startStack({ database, keys, schemas, publicRelations: [...publicRelations], takeBack, without });
}
