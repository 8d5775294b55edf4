import type { MutablePolicy } from "./context.js";

const noPrivilege =
  "a policy gives no privilege: anonymous users have none on the table (42501), and policies do not apply to the service";

/** Why anonymous users gain nothing by a policy; undefined if they have a privilege on its table. */
export function withoutAnonymousPrivilege({ table }: MutablePolicy): string | undefined {
  return table.relation.effective.some(({ role }) => role === "anon") ? undefined : noPrivilege;
}
