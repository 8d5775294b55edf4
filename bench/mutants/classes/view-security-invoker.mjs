import { statement } from "../statement.mjs";

/**
 * The view runs as its owner, whom row security does not hold.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const viewSecurityInvoker = {
  name: "security_invoker removed",
  changes: ({ views }) =>
    views.flatMap(({ name, id }) => [
      { on: `${name}, reset`, sql: statement`alter view ${id} reset (security_invoker)` },
      { on: `${name}, false`, sql: statement`alter view ${id} set (security_invoker = false)` },
    ]),
};
