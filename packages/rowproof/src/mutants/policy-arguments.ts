import { hasEveryRow } from "./access.js";
import type { MutablePolicy } from "./context.js";

const noPrivilege =
  "a policy gives no privilege: anonymous users have none on the table (42501), and policies do not apply to the service";
const everyRow =
  "the contract already gives anonymous users every row that their privileges on the table reach, and policies do not apply to the service";

/** Why anonymous users gain nothing by a policy; undefined if they gain rows. */
export function whyNotForAnonymous({ table }: MutablePolicy): string | undefined {
  if (!table.relation.effective.some(({ role }) => role === "anon")) return noPrivilege;
  return hasEveryRow(table, "anon") ? everyRow : undefined;
}
