import type { Relation } from "../catalog/facts.js";
import { quoteName, quoteRelation } from "../sql/quote.js";
import { literal } from "../sql/sql.js";
import type { CompatView } from "./compat.js";

/**
 * The statement that makes a compat view: a plain list of columns, so that it can be written through, which runs as its
 * user. Present columns keep their places, because a replaced view can get more columns only at the end,
 * and its options are said again, because those that are left out are lost (PostgreSQL documentation, "CREATE VIEW").
 */
export function createView(
  { table, name, columnName, view: replaced }: CompatView,
  options: { readonly replace?: boolean; readonly first?: readonly string[] } = {},
): string {
  const all = table.relation.columns.map((column) => column.name);
  const first = options.first ?? [];
  const ordered = [...first, ...all.filter((column) => !first.includes(column))];
  const columns = ordered.map((column) => {
    const alias = columnName(column);
    return alias === column ? quoteName(alias) : `${quoteName(column)} as ${quoteName(alias)}`;
  });
  const view = quoteRelation({ schema: table.schema, name });
  return `create ${options.replace ? "or replace " : ""}view ${view} with (${["security_invoker = true", ...otherOptions(replaced)].join(", ")}) as select ${columns.join(", ")} from ${quoteRelation(table)};`;
}

/** The view's other options, such as `security_barrier = 'true'`. Their names are the server's own. */
function otherOptions(view: Relation | undefined): readonly string[] {
  return (view?.options ?? [])
    .filter((option) => !option.startsWith("security_invoker="))
    .map((option) => {
      const at = option.indexOf("=");
      return `${option.slice(0, at)} = ${literal(option.slice(at + 1)).text}`;
    });
}
