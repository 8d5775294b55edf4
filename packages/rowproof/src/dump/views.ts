import type { Relation } from "../catalog/facts.js";
import { raw } from "../sql/sql.js";
import { writeOptions } from "./columns.js";
import { named, statement } from "./statement.js";

/** A view, or a materialized view without its rows. */
export function writeView(view: Relation, definition: string): string {
  const options = raw(view.options.length === 0 ? "" : ` with (${writeOptions(view.options)})`);
  const query = raw(definition.trimEnd().replace(/;$/, ""));
  const rows = raw(view.kind === "materialized view" ? "\n  with no data" : "");
  return statement`create ${raw(view.kind)} ${named(view)}${options} as\n${query}${rows}`;
}
