import { identifier, raw } from "../../sql/sql.js";
import { may } from "../access.js";
import type { MutableView } from "../context.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { joined, statement } from "../statement.js";

export const viewRevoked: MutantClass = {
  id: "view-revoked",
  breaks: "A role has no privilege on a view of a table that it may use.",
  appliesTo: "views",
  sampling: { every: 3, offset: 2 },
  changes: ({ views }) =>
    views.flatMap((view) => ["authenticated", "service_role"].flatMap((role) => revocation(view, role))),
};

function revocation(view: MutableView, role: string): readonly MutantChange[] {
  const held = ["SELECT", "INSERT", "UPDATE", "DELETE"].filter((privilege) => may(view, role, privilege));
  if (held.length === 0) return [];
  return [
    {
      on: `${view.name} from ${role}`,
      sql: statement`revoke ${joined(held.map(raw))} on ${view.id} from ${identifier(role)}`,
    },
  ];
}
