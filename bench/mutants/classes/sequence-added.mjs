import { raw, statement } from "../statement.mjs";

/**
 * The companion has no sequence; one whose numbers are the service's business, open to callers.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const sequenceAdded = {
  name: "sequence open",
  changes: () =>
    ["anon", "authenticated"].flatMap((role) =>
      ["usage", "select", "update"].map((privilege) => ({
        on: `${privilege} to ${role}`,
        sql: statement`create sequence public.invoice_number;
grant ${raw(privilege)} on sequence public.invoice_number to ${raw(role)}`,
      })),
    ),
};
