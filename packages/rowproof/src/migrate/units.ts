import type { ParsedStatement } from "../sql/parser.js";
import { child, walk } from "../sql/tree.js";

/** Statements from `begin` to `commit`: there together, or not at all. */
export interface TransactionBlock {
  readonly kind: "block";
  readonly begin: ParsedStatement;
  readonly statements: readonly ParsedStatement[];
  readonly commit: ParsedStatement;
}

/** What a file without a transaction runs, and runs again, as one. */
export type Unit = TransactionBlock | { readonly kind: "statement"; readonly statement: ParsedStatement };

/** What is wrong with a statement's place in a file without a transaction. */
export type Fault = "unclosed" | "unopened" | "nested" | "control" | "concurrent";

interface Misplaced {
  readonly statement: ParsedStatement;
  readonly fault: Fault;
}

interface UnitsResult {
  readonly units: readonly Unit[];
  /** Where there is any, `units` is not to be run. */
  readonly misplaced: readonly Misplaced[];
}

/** Groups the statements of a file without a transaction into single ones and blocks. */
export function readUnits(statements: readonly ParsedStatement[]): UnitsResult {
  const units: Unit[] = [];
  const misplaced: Misplaced[] = [];
  let open: { readonly begin: ParsedStatement; readonly statements: ParsedStatement[] } | null = null;
  for (const statement of statements) {
    const control = controlOf(statement);
    if (control === "begin" && open === null) {
      open = { begin: statement, statements: [] };
    } else if (control === "commit" && open !== null) {
      units.push({ kind: "block", ...open, commit: statement });
      open = null;
    } else if (control !== null) {
      misplaced.push({ statement, fault: faults[control] });
    } else if (open === null) {
      units.push({ kind: "statement", statement });
    } else {
      if (isConcurrent(statement)) misplaced.push({ statement, fault: "concurrent" });
      open.statements.push(statement);
    }
  }
  if (open !== null) misplaced.push({ statement: open.begin, fault: "unclosed" });
  return { units, misplaced };
}

/** Whether a statement begins or ends a transaction, or a part of one, in any way. */
export function controlsTransaction({ tree }: ParsedStatement): boolean {
  return "TransactionStmt" in tree;
}

/** The place of the unit that the gate looks into: the last block, or past the last unit where there is no block. */
export function gatedPlace(units: readonly Unit[]): number {
  const last = units.findLastIndex(({ kind }) => kind === "block");
  return last === -1 ? units.length : last;
}

/** What stays of a file without a transaction that stopped at the unit at `place`; past the last, after all of them. */
export function remainsAt(units: readonly Unit[], place: number): string {
  const unit = units[place];
  if (unit === undefined)
    return "the file runs outside a transaction: all of it stays, and runs again next time";
  const stays = countStatements(units.slice(0, place));
  const part = `its first ${stays} of ${countStatements(units)} statements stay, and run again next time`;
  if (unit.kind === "block") {
    return `the block was rolled back; ${stays === 0 ? "nothing of the file stays" : `of the file, ${part}`}`;
  }
  if (stays === 0) return "it was the first statement; nothing of the file stays";
  return `the file runs outside a transaction: ${part}`;
}

/** As the file counts them: the `begin` and the `commit` of a block too. */
function countStatements(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + (unit.kind === "block" ? unit.statements.length + 2 : 1), 0);
}

type Control = "begin" | "commit" | "other";

/** What a control is where it cannot be what it is meant to be. */
const faults: Readonly<Record<Control, Fault>> = { begin: "nested", commit: "unopened", other: "control" };

const controls: Readonly<Record<string, Control>> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
};

function controlOf(statement: ParsedStatement): Control | null {
  if (!controlsTransaction(statement)) return null;
  const control = child(statement.tree, "TransactionStmt");
  // `commit and chain` ends one transaction and begins the next.
  if (control?.chain === true) return "other";
  return controls[String(control?.kind)] ?? "other";
}

/**
 * Whether a statement commits on its way, so that Postgres refuses it inside a block. `refresh materialized view
 * concurrently` does not (documentation, "REFRESH MATERIALIZED VIEW").
 */
function isConcurrent({ tree }: ParsedStatement): boolean {
  if ("RefreshMatViewStmt" in tree) return false;
  return [...walk(tree)].some((node) => node.concurrent === true || node.defname === "concurrently");
}
