import type { Relation } from "../../catalog/facts.js";
import type { ColumnLimits } from "../access.js";
import { type DraftNote, guess } from "./note.js";

export interface DraftedLimits extends ColumnLimits {
  readonly notes: readonly DraftNote[];
}

const unlimited: DraftedLimits = { notes: [] };

/**
 * The columns that users may write, if grants name columns. A contract has one list for insert and update: if the grants have
 * two, it is their intersection.
 */
export function limitsOf(relation: Relation, commands: readonly ("insert" | "update")[]): DraftedLimits {
  const lists = commands.map((command) => grantedColumns(relation, command));
  const named = lists.flatMap((list) => (list === null ? [] : [list]));
  if (named.length === 0) return unlimited;
  const columns = relation.columns.map(({ name }) => name);
  const writable = columns.filter((column) => named.some((list) => list.includes(column)));
  const isOne = named.length === lists.length && named.every((list) => list.length === writable.length);
  if (writable.length === columns.length) return unlimited;
  return {
    writable,
    notes: isOne ? [] : [guess("grants differ for insert and update, this list is for both")],
  };
}

function grantedColumns({ effective }: Relation, command: string): readonly string[] | null {
  const privilege = command.toUpperCase();
  return (
    effective.find((one) => one.role === "authenticated" && one.privilege === privilege)?.columns ?? null
  );
}
