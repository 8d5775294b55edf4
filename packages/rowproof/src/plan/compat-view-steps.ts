import type { Relation } from "../catalog/facts.js";
import { isSecurityInvoker } from "../catalog/view-options.js";
import { type CompatView, compatViewsOf } from "../check/compat.js";
import type { Subject } from "../check/subject.js";
import { readViewColumns } from "../check/view-columns.js";

/** What has to be done for a view to be another name of its table. */
type ViewStep =
  | { readonly kind: "nothing" | "create" | "recreate" | "invoker" }
  /** Columns are put after those that are there, which are given in the base table's names. */
  | { readonly kind: "extend"; readonly present: readonly string[] };

/** A compat view that can be made, with what there is to do for it. */
export interface CompatViewStep extends CompatView {
  readonly step: ViewStep;
}

/** The steps for every compat view of the contract, but for those whose name is taken or whose columns collide. */
export function compatViewSteps(subject: Subject): readonly CompatViewStep[] {
  return compatViewsOf(subject).flatMap((compat) => {
    const names = compat.table.relation.columns.map(({ name }) => compat.columnName(name));
    if (compat.isTaken || new Set(names).size < names.length) return [];
    return [{ ...compat, step: stepOf(subject, compat) }];
  });
}

function stepOf(subject: Subject, { table, view, columnName }: CompatView): ViewStep {
  if (view === undefined) return { kind: "create" };
  const read = readViewColumns(subject.expressions.view(view.definition ?? ""), table.relation);
  if ("because" in read || !isWritable(view)) return { kind: "recreate" };
  if (read.columns.some(({ name, base }) => name !== columnName(base))) return { kind: "recreate" };
  const present = read.columns.map(({ base }) => base);
  if (new Set(present).size < present.length) return { kind: "recreate" };
  if (present.length < table.relation.columns.length) return { kind: "extend", present };
  return { kind: isSecurityInvoker(view) ? "nothing" : "invoker" };
}

function isWritable(view: Relation): boolean {
  return view.triggers.length === 0 && view.updatable.length === 3;
}
