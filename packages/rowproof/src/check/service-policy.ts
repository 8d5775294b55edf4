import type { Policy, RelationName } from "../catalog/facts.js";
import { quoteName, quoteRelation } from "../sql/quote.js";

/** Limits a policy to `service_role`: most policies without TO are meant for it, and it then admits no user. */
export function limitToService(policy: Policy, relation: RelationName): string {
  return `alter policy ${quoteName(policy.name)} on ${quoteRelation(relation)} to service_role;`;
}
