import { type CompatView, compatViewsOf } from "../check/compat.js";
import type { CheckContext } from "../check/context.js";
import { readViewColumns } from "../check/view-columns.js";
import { bullets, code, codes } from "./markdown.js";

/** The views that are a table's other names, with their column names; equal views together. */
export function otherNames(context: CheckContext, key: string): string {
  const groups = new Map<string, string[]>();
  for (const compat of compatViewsOf(context).filter(({ table }) => table.key === key)) {
    const said = columnNames(context, compat);
    groups.set(said, [...(groups.get(said) ?? []), compat.name]);
  }
  return bullets([...groups].map(([said, names]) => `${codes(names)}: ${said}`));
}

function columnNames(context: CheckContext, { table, view }: CompatView): string {
  if (view === undefined) return "**not in this database**";
  const read = readViewColumns(context.expressions.view(view.definition ?? ""), table.relation);
  if ("because" in read) return `**not a plain list of the table's columns**: ${read.because}`;
  const differing = read.columns.filter(({ name, base }) => name !== base);
  const shown = read.columns.map(({ base }) => base);
  const lacking = table.relation.columns.map(({ name }) => name).filter((name) => !shown.includes(name));
  return [
    differing.length === 0
      ? "every column has its own name"
      : differing.map(({ name, base }) => `${code(base)} → ${code(name)}`).join(", "),
    ...(lacking.length === 0 ? [] : [`**without** ${codes(lacking)}`]),
  ].join("; ");
}
