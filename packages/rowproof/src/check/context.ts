import type { Catalog, Relation, RelationName } from "../catalog/facts.js";
import { isResolved, type ResolvedContract, type ResolvedTable } from "../contract/resolved.js";
import { type ParsedExpressions, parseExpressions } from "./expressions.js";
import { parseTriggerBodies, type TriggerBodies } from "./trigger-body.js";

/** What every check looks at. */
export interface CheckContext {
  readonly contract: ResolvedContract;
  /** The contract's own catalog. */
  readonly catalog: Catalog;
  /** The contract's tables that exist. */
  readonly tables: readonly ResolvedTable[];
  /** The parse trees of policies and views, by their text. */
  readonly expressions: ParsedExpressions;
  /** What trigger functions do. */
  readonly bodies: TriggerBodies;
}

/** Adds to a resolved contract what only checks need: parse trees. */
export async function readCheckContext(contract: ResolvedContract): Promise<CheckContext> {
  const { catalog, tables } = contract;
  const [expressions, bodies] = await Promise.all([parseExpressions(catalog), parseTriggerBodies(catalog)]);
  return { contract, catalog, tables, expressions, bodies };
}

/** The table of the contract that has this view as another name, if the table exists. */
export function tableOfView({ contract }: CheckContext, view: RelationName): ResolvedTable | undefined {
  const table = contract.tableOfView(view);
  return table !== undefined && isResolved(table) ? table : undefined;
}

/** The table of the contract that a relation is, is another name of, or is a part of, if the table exists. */
export function tableBehind({ contract }: CheckContext, relation: Relation): ResolvedTable | undefined {
  const table = contract.tableBehind(relation)?.table;
  return table !== undefined && isResolved(table) ? table : undefined;
}
