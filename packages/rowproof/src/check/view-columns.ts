import type { Relation } from "../catalog/facts.js";
import type { Node } from "../sql/parser.js";
import { child, list, names, otherFields } from "../sql/tree.js";

/** Which column of the base table stands behind a view's column. */
export interface ViewColumn {
  readonly name: string;
  readonly base: string;
}

/** A view that is a plain list of one table's columns: the list; otherwise why it is not. */
export type ViewColumns = { readonly columns: readonly ViewColumn[] } | { readonly because: string };

/** Reads a view's `select` (the tree of `pg_get_viewdef`) as a list of the columns of `base`. */
export function readViewColumns(select: Node | undefined, base: Relation): ViewColumns {
  if (select === undefined) return { because: "its definition could not be parsed" };
  const more = otherFields(select, ["targetList", "fromClause", "limitOption", "op"]);
  const plain = select.op === "SETOP_NONE" && select.limitOption === "LIMIT_OPTION_DEFAULT";
  if (more.length > 0 || !plain) return { because: `it has more than columns and a table` };
  const from = list(select, "fromClause");
  const table = child(from[0], "RangeVar");
  if (
    from.length !== 1 ||
    table === undefined ||
    table.schemaname !== base.schema ||
    table.relname !== base.name
  ) {
    return { because: `it does not select from the table ${base.schema}.${base.name} alone` };
  }
  if (table.inh !== true) return { because: "it selects from ONLY the table, without its partitions" };
  if (child(table, "alias")?.colnames !== undefined)
    return { because: "it gives the table's columns other names" };
  const alias = child(table, "alias")?.aliasname;
  const columns = list(select, "targetList").map((target) => readTarget(target, [alias, base.name]));
  const known = columns.filter((column) => column !== undefined);
  return known.length === columns.length ? { columns: known } : { because: "it computes a column" };
}

function readTarget(node: Node, tables: readonly unknown[]): ViewColumn | undefined {
  const target = child(node, "ResTarget");
  const path = names(child(target, "val", "ColumnRef"), "fields");
  const base = path.at(-1);
  const bound = path.length === 1 || (path.length === 2 && tables.includes(path[0]));
  if (base === undefined || base === "*" || !bound) return undefined;
  return { name: typeof target?.name === "string" ? target.name : base, base };
}
