import type { Node } from "../sql/parser.js";
import { child } from "../sql/tree.js";
import { onlyTarget } from "./term.js";

/**
 * Whether two conditions that one server printed are the same. Where a name stands in the text makes no difference, nor
 * whether a call without a `from` is in a `select` of its own, which only has it evaluated once.
 */
export function sameTree(left: Node | undefined, right: Node | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return JSON.stringify(bare(left)) === JSON.stringify(bare(right));
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const inner = scalarCall(value as Node);
  if (inner !== undefined) return bare(inner);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => field !== "location")
      .map(([field, item]) => [field, bare(item)]),
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
