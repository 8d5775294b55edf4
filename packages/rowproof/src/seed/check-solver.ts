import type pg from "pg";
import { identifier } from "../sql/sql.js";
import {
  type ColumnCandidates,
  candidatesOf,
  type ValueCandidate,
  withoutInvalid,
} from "./column-candidates.js";
import { chooseNull, type GeneratorChoices, type InsertVariant } from "./insert-variant.js";
import type { RowCondition } from "./row-conditions.js";
import { draftRow, type RowDraft } from "./row-draft.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import type { SeedContext, SeedTask } from "./seed-context.js";

/** How many combinations of values are considered. */
const mostCombinations = 20_000;

/** A row whose checks are to be fulfilled. */
export interface RowToSolve {
  readonly task: SeedTask;
  readonly variant: InsertVariant;
  readonly context: SeedContext;
  /** The variant's draft, if it is known already. */
  readonly draft?: RowDraft;
}

export interface CheckSolution {
  /** The variant's choices with those that were found. */
  readonly choices: GeneratorChoices;
  /** Whether they fulfil all checks. */
  readonly complete: boolean;
}

/**
 * Lets the server choose, among the values that generators can make, those that fulfil the table's checks. Checks that share
 * columns are solved together. The fixed values of the draft stay as they are.
 */
export async function solveChecks(client: pg.ClientBase, row: RowToSolve): Promise<CheckSolution> {
  const { task, variant, context } = row;
  const draft = row.draft ?? draftRow(task, variant, context);
  const choices = new Map(variant.choices);
  let complete = true;
  for (const checks of linkedConditions(task.spec.checks)) {
    const names = new Set(checks.flatMap(({ columns }) => columns));
    const columns = task.spec.columns.filter(({ column }) => names.has(column.name));
    const candidates = columns.map((spec) => candidatesOf(spec, draft, { task, variant, context }));
    const found = await pick(client, candidates, checks);
    complete &&= found !== undefined;
    for (const [column, { generator, shift }] of found ?? []) {
      if (!draft.fixed.has(column) || generator === chooseNull) choices.set(column, { generator, shift });
    }
  }
  return { choices, complete };
}

/** Groups conditions that share a column. */
function linkedConditions(conditions: readonly RowCondition[]): readonly (readonly RowCondition[])[] {
  const groups: { columns: Set<string>; conditions: RowCondition[] }[] = [];
  for (const condition of conditions) {
    const touching = groups.filter(({ columns }) => condition.columns.some((column) => columns.has(column)));
    const merged = {
      columns: new Set([...touching.flatMap((group) => [...group.columns]), ...condition.columns]),
      conditions: [...touching.flatMap((group) => group.conditions), condition],
    };
    groups.splice(0, groups.length, ...groups.filter((group) => !touching.includes(group)), merged);
  }
  return groups.map((group) => group.conditions);
}

type PickedValues = ReadonlyMap<string, ValueCandidate>;

/** By column, the first combination that fulfils the conditions, the likeliest values first. */
async function pick(
  client: pg.ClientBase,
  columns: readonly ColumnCandidates[],
  conditions: readonly RowCondition[],
): Promise<PickedValues | undefined> {
  if (columns.length === 0) return new Map();
  try {
    return await pickAmong(client, bounded(columns), conditions);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const valid: ColumnCandidates[] = [];
  for (const one of columns) valid.push(await withoutInvalid(client, one));
  if (valid.some(({ candidates }) => candidates.length === 0)) return undefined;
  try {
    return await pickAmong(client, bounded(valid), conditions);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

async function pickAmong(
  client: pg.ClientBase,
  columns: readonly ColumnCandidates[],
  conditions: readonly RowCondition[],
): Promise<PickedValues | undefined> {
  const [rows = []] = await runInSavepoint(client, [pickStatement(columns, conditions)]);
  const [found] = rows;
  if (found === undefined) return undefined;
  return new Map(
    columns.flatMap(({ column, candidates }, index) => {
      const candidate = candidates[Number(found[index])];
      return candidate === undefined ? [] : [[column, candidate] as const];
    }),
  );
}

/** Selects the positions of the picked candidates. */
function pickStatement(columns: readonly ColumnCandidates[], conditions: readonly RowCondition[]): string {
  const sources = columns.map(({ column, candidates }, index) => {
    const rows = candidates.map(({ expression }, position) => `(${position}, ${expression})`).join(", ");
    return `(values ${rows}) as rowproof${index} (rowproof${index}, ${identifier(column).text})`;
  });
  const positions = columns.map((_, index) => `rowproof${index}.rowproof${index}`);
  const weighted = columns.map(({ weight }, index) => `${positions[index]} * ${weight}`);
  const holds = conditions.map(({ expression }) => `(${expression}) is not false`);
  return `select ${positions.map((one) => `${one}::text`).join(", ")} from ${sources.join(" cross join ")}
where ${holds.join(" and ")} order by ${weighted.join(" + ")}, ${positions.join(", ")} limit 1`;
}

/** Shortens the longest list until there are not too many combinations. */
function bounded(columns: readonly ColumnCandidates[]): readonly ColumnCandidates[] {
  const lengths = columns.map(({ candidates }) => candidates.length);
  const product = () => lengths.reduce((left, right) => left * right, 1);
  while (product() > mostCombinations) {
    const longest = lengths.indexOf(Math.max(...lengths));
    lengths[longest] = (lengths[longest] ?? 1) - 1;
  }
  return columns.map((one, index) => ({ ...one, candidates: one.candidates.slice(0, lengths[index]) }));
}
