import type { Relation } from "../catalog/facts.js";
import { isSecurityInvoker } from "../catalog/view-options.js";
import { type CompatView, compatViewsOf } from "../check/compat.js";
import type { CheckContext } from "../check/context.js";
import { readViewColumns } from "../check/view-columns.js";

/** The change that makes a view another name of its table. */
type ViewStep =
  | { readonly kind: "nothing" | "create" | "recreate" | "invoker" }
  /** Adds columns after the present ones, which have the base table's names here. */
  | { readonly kind: "extend"; readonly present: readonly string[] };

/** A compat view that can be created, with the change that it needs. */
export interface CompatViewStep extends CompatView {
  readonly step: ViewStep;
}

/** The steps for every compat view of the contract, except those whose name is taken or whose columns collide. */
export function compatViewSteps(context: CheckContext): readonly CompatViewStep[] {
  return compatViewsOf(context).flatMap((compat) => {
    const names = compat.table.relation.columns.map(({ name }) => compat.columnName(name));
    if (compat.isTaken || new Set(names).size < names.length) return [];
    return [{ ...compat, step: stepOf(context, compat) }];
  });
}

function stepOf(context: CheckContext, { table, view, columnName }: CompatView): ViewStep {
  if (view === undefined) return { kind: "create" };
  const read = readViewColumns(context.expressions.view(view.definition ?? ""), table.relation);
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
