import { raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { redefinedView } from "../redefined-view.js";

export const viewNarrowed: MutantClass = {
  id: "view-narrowed",
  breaks: "A view shows no row.",
  appliesTo: "views",
  sampling: { every: 2, offset: 1 },
  changes: ({ views }) =>
    views.map((view) => ({ on: view.name, sql: redefinedView(view, raw("where false")) })),
};
