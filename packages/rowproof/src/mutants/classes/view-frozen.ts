import { raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { redefinedView } from "../redefined-view.js";

export const viewFrozen: MutantClass = {
  id: "view-frozen",
  breaks: "A view is not updatable any more, so users cannot write through it.",
  appliesTo: "views",
  changes: ({ views }) => views.map((view) => ({ on: view.name, sql: redefinedView(view, raw("offset 0")) })),
};
