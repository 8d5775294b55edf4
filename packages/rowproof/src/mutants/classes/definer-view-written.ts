import type { MutantClass } from "../mutant.js";
import { newView } from "../new-view.js";

const privileges = ["insert", "update", "delete"] as const;

export const definerViewWritten: MutantClass = {
  id: "definer-view-written",
  breaks: "A view outside the contract runs as its owner; it shows nothing, but users can write through it.",
  appliesTo: "tables with an owner",
  sampling: { every: 2, offset: 1 },
  changes: ({ schema, owned }) =>
    owned.map((table, index) => {
      const privilege = privileges[index % privileges.length] ?? "insert";
      const sql = newView(table, { schema, privilege, role: "authenticated" });
      return { on: `${privilege} on ${table.name}`, sql };
    }),
};
