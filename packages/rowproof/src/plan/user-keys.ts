import type { CheckContext } from "../check/context.js";
import type { Finding } from "../diagnostic.js";
import { type Planned, planned } from "./action.js";
import { locks } from "./locks.js";

/** Foreign keys to `auth.users` do nothing while its triggers are disabled. */
export function enableUserKeys({ catalog }: CheckContext, findings: readonly Finding[]): Planned {
  const found = findings.some(({ id }) => id === "erasure/rows-stay");
  if (!catalog.external.userKeysDisabled || !found) return planned({});
  return planned({
    groups: [
      {
        phase: "within",
        object: "table auth.users",
        reason:
          "The triggers of auth.users are disabled, including the foreign keys that delete a user's rows.",
        actions: [{ sql: "alter table auth.users enable trigger all;", lock: locks.writers("auth.users") }],
      },
    ],
  });
}

/** The same database with these triggers enabled, so that one plan also fixes what else is wrong. */
export function withUserKeys(context: CheckContext): CheckContext {
  const { catalog } = context;
  const { external } = catalog;
  if (!external.userKeysDisabled) return context;
  const userTriggers = external.userTriggers.map((trigger) => ({
    ...trigger,
    enabled: "origin" as const,
  }));
  return {
    ...context,
    catalog: { ...catalog, external: { ...external, userKeysDisabled: false, userTriggers } },
  };
}
