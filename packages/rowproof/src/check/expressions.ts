import type { Catalog } from "../catalog/facts.js";
import type { PredicateText } from "../catalog/predicates.js";
import { type Node, parseStatements, SyntaxFault } from "../sql/parser.js";
import { child, list } from "../sql/tree.js";
import { keyOf } from "./predicates.js";

/** Parse trees by the server's text; a text that is not in it could not be parsed. */
export interface ParsedExpressions {
  /** The tree of a policy's expression. */
  expression(text: string): Node | undefined;
  /** The tree of a view's `select`. */
  view(text: string): Node | undefined;
  /** The tree of a condition of the contract, as the server printed it; undefined where it did not. */
  predicate(asked: PredicateText): Node | undefined;
}

/** Parses every policy and view once, so that the checks themselves need not wait. */
export async function parseExpressions(catalog: Catalog): Promise<ParsedExpressions> {
  const policies = catalog.relations.flatMap(({ policies }) => policies);
  const expressions = policies
    .flatMap(({ using, withCheck }) => [using, withCheck])
    .filter((text) => text !== null);
  const views = catalog.relations.flatMap(({ definition }) => definition ?? []);
  const printed = new Map(
    catalog.external.predicates.flatMap((bound) =>
      bound.printed === null ? [] : [[keyOf(bound), bound.printed] as const],
    ),
  );
  const [expressionTrees, viewTrees, predicateTrees] = await Promise.all([
    parseEach(expressions, (text) => `select (${text}\n)`),
    parseEach(views, (text) => text),
    parseEach([...printed.values()], (text) => text),
  ]);
  return {
    expression: (text) => {
      const target = list(child(expressionTrees.get(text), "SelectStmt"), "targetList")[0];
      return child(target, "ResTarget", "val");
    },
    view: (text) => child(viewTrees.get(text), "SelectStmt"),
    predicate: (asked) =>
      child(predicateTrees.get(printed.get(keyOf(asked)) ?? ""), "SelectStmt", "whereClause"),
  };
}

async function parseEach(
  texts: readonly string[],
  statement: (text: string) => string,
): Promise<ReadonlyMap<string, Node>> {
  const trees = new Map<string, Node>();
  for (const text of new Set(texts)) {
    const tree = await parseOne(statement(text));
    if (tree !== undefined) trees.set(text, tree);
  }
  return trees;
}

async function parseOne(text: string): Promise<Node | undefined> {
  try {
    const statements = await parseStatements(text);
    return statements.length === 1 ? statements[0]?.tree : undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}
