import { isOwned } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { redefinedView } from "../redefined-view.js";
import { piece } from "../statement.js";

/** Right for reading; what is written through it is not held by a policy. */
export const viewFilters: MutantClass = {
  id: "view-filters",
  breaks: "A view runs as its owner and filters rows itself, so users can write rows for others through it.",
  appliesTo: "views",
  changes: ({ views }) =>
    views.flatMap((view) =>
      isOwned(view.base)
        ? [{ on: view.name, sql: redefinedView(view, piece`where ${view.base.own}`, "false") }]
        : [],
    ),
};
