import type { Constraint, Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { TextRow } from "./session.js";

/**
 * Statements by the tables' owner that delete the rows that prevent other rows from being deleted, by foreign keys that restrict.
 * Keys to the deleted rows are not checked (documentation, "session_replication_role"). Empty if no key restricts.
 */
export function clearingOf(
  context: AttackContext,
  base: Relation,
  rows: readonly TextRow[],
): readonly string[] {
  const deletions = context.catalog.relations.flatMap((child) =>
    child.constraints
      .filter((constraint) => restricts(constraint, base))
      .flatMap((constraint) => rows.map((row) => deletionOf(child, base, constraint, row))),
  );
  return asReplica(deletions);
}

/** Runs statements without triggers and foreign keys. Only a superuser may send them. */
export function asReplica(statements: readonly string[]): readonly string[] {
  if (statements.length === 0) return [];
  const role = "set local session_replication_role =";
  return [`${role} replica`, ...statements, `${role} origin`];
}

function restricts({ references, onDelete }: Constraint, base: Relation): boolean {
  const refers = references !== null && keyOf(references) === keyOf(base);
  return refers && (onDelete === "restrict" || onDelete === "no action");
}

function deletionOf(
  child: Relation,
  base: Relation,
  { columns, references }: Constraint,
  row: TextRow,
): string {
  const conditions = columns.map((column, at) => {
    const value = typedValue(base.columns, references?.columns[at] ?? "", row);
    return sql`${identifier(column)} = ${raw(value)}`.text;
  });
  return sql`delete from ${identifier(child.schema, child.name)} where ${raw(conditions.join(" and "))}`.text;
}
