import type { StackKeys } from "./keys.js";
import type { Guard } from "./lite.js";
import { type Stack, startStack } from "./start.js";

export { makeKeys, type StackKeys, signToken } from "./keys.js";
export type { Stack } from "./start.js";

export interface StackOptions {
  /** The connection string of the database's owner: the stack makes its own role with it, and serves as that role only. */
  readonly database: string;
  /** Default: new ones. */
  readonly keys?: StackKeys;
  /** The schemas that the API exposes. Default: `public`. */
  readonly schemas?: readonly string[];
  /** What `anon` may read; the stack refuses to serve where it can read anything else. Default: nothing. */
  readonly publicRelations?: readonly string[];
  /** For the test of the self-test alone: guards to leave away. */
  readonly without?: readonly Guard[];
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
  const { database, keys, schemas, publicRelations = [], without } = options;
  // Copied, so that nothing but names can come through.
  return startStack({
    database,
    keys,
    schemas,
    publicRelations: [...publicRelations],
    takeBack: false,
    without,
  });
}
