import { nobody, type SeedContext, type SeedTask, storedRowsOf } from "./seed-context.js";
import type { ForeignKeySpec } from "./table-spec.js";
import { victim } from "./test-users.js";

/** A row's values, as text. */
export type RowTexts = Readonly<Record<string, string | null>>;

/**
 * The row that a foreign key references: the first row of the test user. If there is none and the key cannot be null, the first
 * row of the user whose team they are in. It must agree with the key columns that are set already.
 */
export function parentRow(
  foreignKey: ForeignKeySpec,
  { testUser, spec }: SeedTask,
  known: ReadonlyMap<string, string | null | undefined>,
  context: SeedContext,
): RowTexts | undefined {
  const agrees = (row: RowTexts) =>
    foreignKey.columns.every((column, index) => {
      const text = known.get(column);
      return text === undefined || text === row[foreignKey.targetColumns[index] ?? ""];
    });
  const rowsOf = (person: string) => storedRowsOf(context, foreignKey.target, person).map(({ row }) => row);
  const own = rowsOf(testUser.identity.name).find(agrees);
  if (own !== undefined) return own;
  const isTeam = foreignKey.columns.some((column) => spec.teams.has(column));
  const isNeeded = foreignKey.nullable.length === 0 || isTeam;
  if (!isNeeded) return undefined;
  if (testUser === nobody)
    return isShared(foreignKey.target, context.specs) ? rowsOf(victim).find(agrees) : undefined;
  return rowsOf(testUser.teamOf).find(agrees);
}

/** Whether a table's rows have no owner and no team, and reference no rows that have one. */
function isShared(
  table: string,
  specs: SeedContext["specs"],
  above: ReadonlySet<string> = new Set(),
): boolean {
  const spec = specs.get(table);
  if (spec === undefined || spec.owners.length > 0 || spec.teams.size > 0) return false;
  const seen = new Set([...above, table]);
  return spec.foreignKeys.every(({ target }) => seen.has(target) || isShared(target, specs, seen));
}
