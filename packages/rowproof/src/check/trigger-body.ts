import type { Catalog, RelationName } from "../catalog/facts.js";
import { type Node, parseRoutine, parseStatements, SyntaxFault } from "../sql/parser.js";
import { keyOf } from "../sql/relation-key.js";
import { child, list, walk } from "../sql/tree.js";
import { nodesOf, type RowWrite, readRowWrites, returnsAnotherRow } from "./row-writes.js";

/** What a trigger function does, as far as its PL/pgSQL says it. */
interface TriggerBody {
  /** What it assigns to `NEW`. */
  readonly writes: readonly RowWrite[];
  /** Whether what it returns may be another row than `NEW` or `OLD`. */
  readonly anotherRow: boolean;
  readonly statements: readonly BodyStatement[];
  /** Whether it runs what is not written in it: dynamic SQL, or other routines. */
  readonly opaque: boolean;
  /** Whether it is nothing but `statements`, one after another, and a `return`. */
  readonly plain: boolean;
}

interface BodyStatement {
  /** Undefined where it could not be parsed. */
  readonly tree: Node | undefined;
  /** Whether every run of the function that does not fail runs it, and nothing takes it back. */
  readonly certain: boolean;
}

export interface TriggerBodies {
  /** Undefined where the function is not there or could not be read: another language, an error. */
  of(routine: RelationName): TriggerBody | undefined;
}

/** Reads every trigger function once, so that the checks themselves need not wait. */
export async function parseTriggerBodies(catalog: Catalog): Promise<TriggerBodies> {
  const bodies = new Map<string, TriggerBody>();
  for (const routine of catalog.external.triggerRoutines) {
    if (routine.language !== "plpgsql") continue;
    const tree = await parseRoutine(routine.definition);
    if (tree !== undefined) bodies.set(keyOf(routine), await readBody(tree));
  }
  return { of: (routine) => bodies.get(keyOf(routine)) };
}

const opaqueStatements = ["PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_perform", "PLpgSQL_stmt_call"];

async function readBody(routine: Node): Promise<TriggerBody> {
  const nodes = [...walk(routine.action)];
  const certain = new Set(
    certainStatements(list(child(routine, "action", "PLpgSQL_stmt_block"), "body")).run,
  );
  const statements = nodesOf(nodes, "PLpgSQL_stmt_execsql");
  return {
    writes: await readRowWrites(routine),
    anotherRow: returnsAnotherRow(routine),
    plain: isPlain(routine),
    opaque: nodes.some((node) => opaqueStatements.some((kind) => kind in node)),
    statements: await Promise.all(
      statements.map(async (statement) => ({
        tree: await parseOne(child(statement, "sqlstmt", "PLpgSQL_expr")?.query),
        certain: certain.has(statement),
      })),
    ),
  };
}

function isPlain(routine: Node): boolean {
  const block = child(routine, "action", "PLpgSQL_stmt_block");
  const computed = list(routine, "datums").some((datum) =>
    [...walk(datum)].some((node) => "default_val" in node),
  );
  const kinds = list(block, "body").flatMap((statement) => Object.keys(statement));
  const known = ["PLpgSQL_stmt_execsql", "PLpgSQL_stmt_return"];
  return block?.exceptions === undefined && !computed && kinds.every((kind) => known.includes(kind));
}

/** The SQL statements that a list always runs, and whether it always reaches its end. */
function certainStatements(body: readonly Node[]): { readonly run: readonly Node[]; readonly ends: boolean } {
  const run: Node[] = [];
  for (const statement of body) {
    const block = child(statement, "PLpgSQL_stmt_block");
    if (block !== undefined && block.exceptions === undefined) {
      const inner = certainStatements(list(block, "body"));
      run.push(...inner.run);
      if (!inner.ends) return { run, ends: false };
    } else if (raises(statement) || [...walk(statement)].some(leaves)) {
      return { run, ends: false };
    } else {
      // Within conditions, loops and blocks that catch errors nothing is certain.
      const sql = child(statement, "PLpgSQL_stmt_execsql");
      if (sql !== undefined) run.push(sql);
    }
  }
  return { run, ends: true };
}

/** Whether a statement ends the function or the part of it that it stands in, wherever within that is said. */
function leaves(node: Node): boolean {
  return "PLpgSQL_stmt_return" in node || "PLpgSQL_stmt_exit" in node;
}

/** Error and above, as `elog.h` counts. */
const errorLevel = 21;

/** An error takes the whole deletion back, so that one raised under a condition leaves nothing undone. */
function raises(statement: Node): boolean {
  const level = child(statement, "PLpgSQL_stmt_raise")?.elog_level;
  return typeof level === "number" && level >= errorLevel;
}

async function parseOne(text: unknown): Promise<Node | undefined> {
  if (typeof text !== "string") return undefined;
  try {
    const statements = await parseStatements(text);
    return statements.length === 1 ? statements[0]?.tree : undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}
