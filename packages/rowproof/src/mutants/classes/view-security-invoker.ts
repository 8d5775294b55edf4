import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const viewSecurityInvoker: MutantClass = {
  id: "view-security-invoker",
  breaks: "A view runs as its owner, so the policies of its table do not apply to users.",
  appliesTo: "views",
  changes: ({ views }) =>
    views
      .filter(({ relation }) => relation.options.some((option) => option.startsWith("security_invoker=")))
      .flatMap(({ name, id }) => [
        { on: `${name}, reset`, sql: statement`alter view ${id} reset (security_invoker)` },
        { on: `${name}, false`, sql: statement`alter view ${id} set (security_invoker = false)` },
      ]),
};
