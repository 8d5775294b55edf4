import type { Relation } from "../../catalog/facts.js";
import { isSecurityInvoker } from "../../catalog/view-options.js";
import { snakeCase } from "../../contract/naming.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { type CompatView, compatViewsOf } from "../compat.js";
import type { CheckContext } from "../context.js";
import { createView } from "../create-view.js";
import { viewsNotThere } from "../undecided.js";
import { readViewColumns, type ViewColumn } from "../view-columns.js";

export const compatViews: Check = {
  id: "compat-views",
  part: "verification",
  holds: "Every compat view exists, has every column of its table under its snake_case name, and is writable",
  undecided: viewsNotThere,
  summary: viewCount,
  find: (context) => [
    ...context.tables.flatMap(ambiguousColumns),
    ...compatViewsOf(context).flatMap((compat) => {
      const { view, isTaken } = compat;
      if (view !== undefined) return viewFindings(context, compat, view);
      // The check `contract-names` reports a name that another object has.
      return isTaken ? [] : [missingView(compat)];
    }),
  ],
};

function viewCount(context: CheckContext): string {
  const views = compatViewsOf(context);
  return `${views.filter(({ view }) => view !== undefined).length} of ${counted(views.length, "view")}`;
}

export const invokerViews: Check = {
  id: "invoker-views",
  part: "security",
  holds: "Every compat view runs with security_invoker, so the table's policies apply through it",
  undecided: viewsNotThere,
  summary: viewCount,
  find: (context) =>
    compatViewsOf(context).flatMap(({ view }) =>
      view !== undefined && !isSecurityInvoker(view) ? [runsAsOwner(view)] : [],
    ),
};

function runsAsOwner(view: Relation): Finding {
  return {
    id: "view/runs-as-owner",
    level: "error",
    object: objectOf(view),
    message: `${objectOf(view)} lacks security_invoker`,
    why: `it runs as its owner ${view.owner}, so every role with select on it reads every row of the table`,
    fix: `alter view ${quoteRelation(view)} set (security_invoker = true);`,
  };
}

function missingView(compat: CompatView): Finding {
  const { table, name } = compat;
  const view = displayName(table.schema, name);
  return {
    id: "view/missing",
    level: "error",
    object: `view ${view}`,
    message: `view ${view} does not exist`,
    why: `the contract lists it as another name of ${table.key}`,
    fix: createView(compat),
  };
}

function recreateView(compat: CompatView): string {
  const view = quoteRelation({ schema: compat.table.schema, name: compat.name });
  return `drop view ${view}; ${createView(compat)}\n-- then verify again: it lists the grants that the new view needs`;
}

function viewFindings(context: CheckContext, compat: CompatView, view: Relation): readonly Finding[] {
  const { table } = compat;
  const read = readViewColumns(context.expressions.view(view.definition ?? ""), table.relation);
  const found: Pick<Finding, "id" | "message" | "why">[] = [];
  if ("because" in read) {
    found.push({
      id: "view/not-plain",
      message: `${objectOf(view)} is not a plain list of the columns of ${objectOf(table.relation)}`,
      why: `${read.because}, so reading and writing through it differs from using the table`,
    });
  } else {
    found.push(...columnFindings(compat, view, read.columns));
  }
  const closed = (["INSERT", "UPDATE", "DELETE"] as const).filter(
    (command) => !view.updatable.includes(command),
  );
  const triggers = view.triggers.map(({ name }) => name);
  if (closed.length > 0 || triggers.length > 0) {
    found.push({
      id: "view/not-updatable",
      message: `${objectOf(view)} does not pass every write on to ${objectOf(table.relation)}`,
      why:
        triggers.length > 0
          ? `its triggers ${listed(triggers)} intercept writes`
          : `Postgres cannot pass ${listed(closed.map((command) => command.toLowerCase()))} on to the table`,
    });
  }
  const fix = recreateView(compat);
  return found.map((one) => ({ ...one, level: "error", object: objectOf(view), fix }));
}

function columnFindings(
  { table, columnName }: CompatView,
  view: Relation,
  columns: readonly ViewColumn[],
): readonly Pick<Finding, "id" | "message" | "why">[] {
  const base = table.relation.columns.map(({ name }) => name);
  const lacking = base.filter(
    (name) => !columns.some((column) => column.base === name && column.name === columnName(name)),
  );
  const wrong = columns.filter(({ name, base }) => name !== columnName(base));
  const found: Pick<Finding, "id" | "message" | "why">[] = [];
  if (lacking.length > 0) {
    found.push({
      id: "view/lacks-column",
      message: `${objectOf(view)} lacks ${listed(lacking.map((name) => `"${columnName(name)}"`))}`,
      why: `${objectOf(table.relation)} has ${listed(lacking.map((name) => `"${name}"`))}, which the view does not show`,
    });
  }
  if (wrong.length > 0) {
    found.push({
      id: "view/wrong-column",
      message: `${objectOf(view)} shows ${listed(wrong.map(({ name, base }) => `"${base}" as "${name}"`))}`,
      why: `the contract names them ${listed(wrong.map(({ base }) => `"${columnName(base)}"`))}`,
    });
  }
  return found;
}

/** Two columns with one snake_case name cannot both be in the view. */
function ambiguousColumns(table: ResolvedTable): readonly Finding[] {
  if (table.views.length === 0) return [];
  const columns = table.relation.columns.map(({ name }) => name);
  const names = [...new Set(columns.map(snakeCase))];
  return names
    .map((name) => ({ name, sharing: columns.filter((column) => snakeCase(column) === name) }))
    .filter(({ sharing }) => sharing.length > 1)
    .map(({ name, sharing }) => ({
      id: "view/ambiguous-column",
      level: "error",
      object: objectOf(table.relation),
      message: `columns ${listed(sharing.map((column) => `"${column}"`))} of ${objectOf(table.relation)} would both be "${name}" in a compat view`,
      why: "a view cannot have two columns with one name",
      fix: "rename one of the columns, or remove the views of this table from the contract",
    }));
}
