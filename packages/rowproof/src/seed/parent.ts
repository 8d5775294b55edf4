import { entriesOf, nobody, type SeedState, type Task } from "./seed-state.js";
import type { Reference } from "./table-spec.js";
import { victim } from "./test-users.js";

/** A row's values, as text. */
export type Row = Readonly<Record<string, string | null>>;

/**
 * The row that a foreign key refers to: the person's first, or that of the person whose team they are in where they have
 * none and the key must not be empty. What is set already must agree.
 */
export function parentRow(
  reference: Reference,
  task: Task,
  known: ReadonlyMap<string, string | null | undefined>,
  seedState: SeedState,
): Row | undefined {
  const { member, spec } = task;
  const agrees = (row: Row) =>
    reference.columns.every((column, index) => {
      const text = known.get(column);
      return text === undefined || text === row[reference.targetColumns[index] ?? ""];
    });
  const rowsOf = (person: string) => entriesOf(seedState, reference.target, person).map(({ row }) => row);
  const own = rowsOf(member.person.name).find(agrees);
  if (own !== undefined) return own;
  const isTeam = reference.columns.some((column) => spec.teams.has(column));
  const isNeeded = reference.nullable.length === 0 || isTeam;
  if (!isNeeded) return undefined;
  if (member === nobody)
    return isCommon(reference.target, seedState.specs) ? rowsOf(victim).find(agrees) : undefined;
  return rowsOf(member.teamOf).find(agrees);
}

/** Whether a table's rows are nobody's in particular, nor hang on rows that are somebody's. */
function isCommon(table: string, specs: SeedState["specs"], above: ReadonlySet<string> = new Set()): boolean {
  const spec = specs.get(table);
  if (spec === undefined || spec.owners.length > 0 || spec.teams.size > 0) return false;
  const seen = new Set([...above, table]);
  return spec.references.every(({ target }) => seen.has(target) || isCommon(target, specs, seen));
}
