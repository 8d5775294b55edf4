import type { MutablePolicy, MutableTable } from "./context.js";

/** The policies for the service, one a table. */
export function servicePolicies(tables: readonly MutableTable[]): readonly MutablePolicy[] {
  return tables.flatMap((table) =>
    table.servicePolicy === undefined ? [] : [{ table, policy: table.servicePolicy }],
  );
}
