import { may, policyFor } from "./access.js";
import type { OwnedTable } from "./context.js";

/** The tables in which users may update columns and may insert nothing. */
export function updatedOnly(owned: readonly OwnedTable[]): readonly OwnedTable[] {
  return owned.filter(
    (table) => policyFor(table, "update") !== undefined && !may(table, "authenticated", "INSERT"),
  );
}
