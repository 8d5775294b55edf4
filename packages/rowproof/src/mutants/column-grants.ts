import { may, policyFor } from "./access.js";
import type { MutableOwnedTable } from "./context.js";

/** The tables in which users may update columns and may insert nothing. */
export function updatedOnly(owned: readonly MutableOwnedTable[]): readonly MutableOwnedTable[] {
  return owned.filter(
    (table) => policyFor(table, "update") !== undefined && !may(table, "authenticated", "INSERT"),
  );
}
