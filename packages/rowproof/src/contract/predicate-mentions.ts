import type { RelationName } from "../catalog/facts.js";
import type { Node } from "../sql/parser.js";
import { child, names, walk } from "../sql/tree.js";
import { type Contract, commands } from "./contract.js";
import { parsePredicate } from "./predicate-mistakes.js";
import { contractTables } from "./tables.js";

/** A predicate of the contract that names a relation, by its path. */
export interface PredicateMention {
  readonly table: string;
  readonly path: readonly string[];
}

/** The contract's predicates that name a relation: as a table, before a column, or as a `regclass`. */
export async function predicateMentions(
  contract: Contract,
  relation: RelationName,
): Promise<readonly PredicateMention[]> {
  const found: PredicateMention[] = [];
  for (const table of contractTables(contract)) {
    for (const role of ["authenticated", "anon"] as const) {
      for (const command of commands) {
        const { rows } = table.access[role][command];
        if (rows.kind !== "where") continue;
        const parsed = await parsePredicate(rows.predicate);
        if ("fault" in parsed || !isNamedIn(parsed.tree, relation)) continue;
        const option = role === "anon" ? ["anon", command] : [command];
        found.push({ table: table.key, path: ["tables", table.key, "access", ...option] });
      }
    }
  }
  return found;
}

function isNamedIn(tree: Node, { schema, name }: RelationName): boolean {
  return [...walk(tree)].some((node) => {
    const range = child(node, "RangeVar");
    if (range?.relname === name) return range.schemaname === undefined || range.schemaname === schema;
    const path = names(child(node, "ColumnRef"), "fields");
    if (path.length > 1 && path.at(-2) === name) return true;
    const cast = child(node, "TypeCast");
    const type = names(child(cast, "typeName"), "names").at(-1);
    const text = child(cast, "arg", "A_Const", "sval")?.sval;
    return type === "regclass" && typeof text === "string" && text.includes(name);
  });
}
