import { may, rowCommands } from "../access.js";
import type { MutableView } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const invoker =
  "the view has security_invoker, so users need the privilege on its table too: anonymous users have none there (42501), and signed-in users have none that the view lacks";

export const grantViewToEveryone: MutantClass = {
  id: "grant-view-to-everyone",
  breaks: "A view is granted to PUBLIC, so only the privileges on its table stop anonymous users.",
  appliesTo: "views",
  sampling: { every: 2, offset: 0 },
  changes: ({ views }) =>
    views.map((view) => ({
      on: view.name,
      sql: statement`grant select, insert, update, delete on ${view.id} to public`,
      equivalent: isStopped(view) ? invoker : undefined,
    })),
};

function isStopped({ relation, base }: MutableView): boolean {
  const anonymous = base.relation.effective.some(({ role }) => role === "anon");
  const wider = rowCommands.some((command) => {
    const privilege = command.toUpperCase();
    return may(base, "authenticated", privilege) && !may({ relation }, "authenticated", privilege);
  });
  return isInvoker(relation.options) && !anonymous && !wider;
}

function isInvoker(options: readonly string[]): boolean {
  return options.some((option) => /^security_invoker=(true|on|yes|1)$/.test(option));
}
