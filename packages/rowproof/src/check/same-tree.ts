import type { Node } from "../sql/parser.js";
import { child, names } from "../sql/tree.js";
import { onlyTarget } from "./term.js";

/**
 * Whether two conditions of a table that one server printed are the same. Where a name stands in the text makes no difference,
 * nor whether a call without a `from` is in a `select` of its own, which only has it evaluated once, nor whether the table's own
 * columns carry its name, as before Postgres 16 they do in a view.
 */
export function sameTree(left: Node | undefined, right: Node | undefined, table: string): boolean {
  if (left === undefined || right === undefined) return false;
  return JSON.stringify(bare(left, table)) === JSON.stringify(bare(right, table));
}

/** Fields that say where in the text a node stands. */
const places = ["location", "list_start", "list_end", "rexpr_list_start", "rexpr_list_end"];

/** @param table the name to take off columns; undefined within a subquery, where it tells its tables apart. */
function bare(value: unknown, table: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item, table));
  if (typeof value !== "object" || value === null) return value;
  const inner = scalarCall(value as Node);
  if (inner !== undefined) return bare(inner, table);
  const path = names(child(value as Node, "ColumnRef"), "fields");
  if (table !== undefined && path.length === 2 && path[0] === table) return { column: path[1] };
  if (table !== undefined && path.length === 1) return { column: path[0] };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !places.includes(field))
      .map(([field, item]) => [field, bare(item, field === "subselect" ? undefined : table)]),
  );
}

/** What `(select f())` calls, also where a cast stands around the call. */
function scalarCall(node: Node): Node | undefined {
  const subLink = child(node, "SubLink");
  if (subLink?.subLinkType !== "EXPR_SUBLINK") return undefined;
  const target = onlyTarget(child(subLink, "subselect", "SelectStmt"));
  const called = child(target, "TypeCast", "arg") ?? target;
  return child(called, "FuncCall") === undefined ? undefined : target;
}
