import type { Relation } from "../catalog/facts.js";

/** Whether a view is read with its caller's privileges and policies (PostgreSQL documentation, "CREATE VIEW"). */
export function isSecurityInvoker(view: Relation): boolean {
  return view.options.some((option) => /^security_invoker=(t|tr|tru|true|on|y|ye|yes|1)$/i.test(option));
}
