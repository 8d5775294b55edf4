import { authTables } from "./lite.js";
import { loadClient } from "./sign-in.js";
import { type Stack, startStack } from "./start.js";

export interface AttackStackOptions {
  /** The connection string of the owner of a throw-away database with made-up rows. */
  readonly database: string;
  /** The schemas that the API exposes. */
  readonly schemas: readonly string[];
}

/**
 * A stack to be attacked: that `anon` can read something does not keep it shut, as that is what is to be found out. So it is in
 * no public entry point, it listens nowhere, and takes every request to `/rest/v1` back; the other doors are tried as always.
 *
 * @throws {RowproofError} as `openStack` does.
 */
export function openAttackStack(options: AttackStackOptions): Promise<Stack> {
  return startStack({ ...options, publicRelations: "any", takeBack: true });
}

/**
 * What a stack takes, before the work that comes ahead of it.
 *
 * @throws {RowproofError} exit code 2: something of it is not installed.
 */
export async function requireInstalled(): Promise<void> {
  await Promise.all([authTables(), loadClient()]);
}
