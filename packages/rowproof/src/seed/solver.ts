import type pg from "pg";
import { identifier } from "../sql/sql.js";
import type { Check } from "./checks.js";
import { type Draft, seedOf } from "./draft.js";
import { isRefusal, runInSavepoint } from "./insertion.js";
import { type Ingredient, leftEmpty, type Recipe, type SeedState, type Task } from "./seed-state.js";
import type { PlannedColumn } from "./table-spec.js";
import { typed } from "./value.js";

/** Combinations beyond this number are not looked at. */
const mostCombinations = 20_000;

interface Candidate extends Ingredient {
  readonly expression: string;
}

/** What one column may hold. */
interface Choice {
  readonly column: string;
  /** How much it counts that it is not the likeliest. */
  readonly weight: number;
  readonly candidates: readonly Candidate[];
}

/**
 * Lets the server pick, of what could be made up, values that fulfil the checks: those that hang together by their columns
 * at once. What stands fast in the draft is taken as it is.
 * @returns the recipe with what was found, and whether all checks can be fulfilled by it.
 */
export async function solveChecks(
  client: pg.ClientBase,
  task: Task,
  draft: Draft,
  before: { readonly round: number; readonly recipe: Recipe },
  seedState: SeedState,
): Promise<{ readonly recipe: Recipe; readonly complete: boolean }> {
  const recipe = new Map(before.recipe);
  let complete = true;
  for (const checks of linked(task.spec.checks)) {
    const names = new Set(checks.flatMap(({ columns }) => columns));
    const columns = task.spec.columns.filter(({ column }) => names.has(column.name));
    const choices = columns.map((planned) => choiceOf(planned, task, draft, before.round, seedState));
    const found = await pick(client, choices, checks);
    complete &&= found !== undefined;
    for (const [column, { generator, shift }] of found ?? []) {
      if (!draft.fixed.has(column) || generator === leftEmpty) recipe.set(column, { generator, shift });
    }
  }
  return { recipe, complete };
}

/** Groups checks that share a column. */
function linked(checks: readonly Check[]): readonly (readonly Check[])[] {
  const groups: { columns: Set<string>; checks: Check[] }[] = [];
  for (const check of checks) {
    const touching = groups.filter(({ columns }) => check.columns.some((column) => columns.has(column)));
    const merged = {
      columns: new Set([...touching.flatMap((group) => [...group.columns]), ...check.columns]),
      checks: [...touching.flatMap((group) => group.checks), check],
    };
    groups.splice(0, groups.length, ...groups.filter((group) => !touching.includes(group)), merged);
  }
  return groups.map((group) => group.checks);
}

function choiceOf(
  planned: PlannedColumn,
  task: Task,
  draft: Draft,
  round: number,
  seedState: SeedState,
): Choice {
  const { column, shape } = planned;
  const fixed = draft.fixed.has(column.name) ? draft.values.get(column.name) : undefined;
  if (fixed !== undefined) {
    const asItIs = { generator: 0, shift: 0, expression: `(${typed(fixed)})::${shape.type}` };
    const none = { generator: leftEmpty, shift: 0, expression: `null::${shape.type}` };
    const canBeEmpty = !column.notNull && !(column.name in task.given);
    return { column: column.name, weight: 1, candidates: canBeEmpty ? [asItIs, none] : [asItIs] };
  }
  const made = new Map<string, Candidate>();
  for (const { generator, shift } of ingredientsOf(planned, isHashed(task))) {
    const text = planned.generators[generator]?.(seedOf(task, column.name, round + shift, seedState));
    const expression = text === undefined ? defaultOf(planned) : typed({ text, type: shape.type });
    if (expression !== undefined && !made.has(expression))
      made.set(expression, { generator, shift, expression });
  }
  // Rows that differ in labels are worth more than other values that come first.
  const weight = planned.labels.length > 0 ? 3 : 1;
  return { column: column.name, weight, candidates: [...made.values()] };
}

function isHashed({ spec }: Task): boolean {
  return spec.checks.some(({ expression }) => expression.includes("satisfies_hash_partition("));
}

/** Each generator once; where rows are routed by a hash, many of the first ones' values. */
function ingredientsOf({ generators }: PlannedColumn, hashed: boolean): readonly Ingredient[] {
  const once = generators.map((_, generator) => ({ generator, shift: 0 }));
  if (!hashed) return once;
  const again = Array.from({ length: 60 }, (_, shift) =>
    [0, 1].map((generator) => ({ generator, shift: shift + 1 })),
  );
  return [...once, ...again.flat()];
}

/** A default that can be looked at without taking a number from a sequence. */
function defaultOf({ column, shape }: PlannedColumn): string | undefined {
  if (column.default === null) return column.identity === null ? `null::${shape.type}` : undefined;
  return /\bnextval\(/.test(column.default) ? undefined : `(${column.default})::${shape.type}`;
}

/** By column, the first combination, counted from the likeliest, that fulfils the checks. */
async function pick(
  client: pg.ClientBase,
  choices: readonly Choice[],
  checks: readonly Check[],
): Promise<ReadonlyMap<string, Candidate> | undefined> {
  if (choices.length === 0) return new Map();
  try {
    return await pickAmong(client, bounded(choices), checks);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const valid: Choice[] = [];
  for (const choice of choices) valid.push(await withoutFaults(client, choice));
  if (valid.some(({ candidates }) => candidates.length === 0)) return undefined;
  try {
    return await pickAmong(client, bounded(valid), checks);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

async function pickAmong(
  client: pg.ClientBase,
  choices: readonly Choice[],
  checks: readonly Check[],
): Promise<ReadonlyMap<string, Candidate> | undefined> {
  const sources = choices.map(({ column, candidates }, index) => {
    const rows = candidates.map(({ expression }, position) => `(${position}, ${expression})`).join(", ");
    return `(values ${rows}) as rowproof${index} (rowproof${index}, ${identifier(column).text})`;
  });
  const positions = choices.map((_, index) => `rowproof${index}.rowproof${index}`);
  const weighed = choices.map(({ weight }, index) => `${positions[index]} * ${weight}`);
  const conditions = checks.map(({ expression }) => `(${expression}) is not false`);
  const statement = `select ${positions.map((one) => `${one}::text`).join(", ")} from ${sources.join(" cross join ")}
where ${conditions.join(" and ")} order by ${weighed.join(" + ")}, ${positions.join(", ")} limit 1`;
  const [rows = []] = await runInSavepoint(client, [statement]);
  const [found] = rows;
  if (found === undefined) return undefined;
  return new Map(
    choices.flatMap(({ column, candidates }, index) => {
      const candidate = candidates[Number(found[index])];
      return candidate === undefined ? [] : [[column, candidate] as const];
    }),
  );
}

/** The longest list gives way until there are not too many combinations. */
function bounded(choices: readonly Choice[]): readonly Choice[] {
  const lists = choices.map(({ candidates }) => candidates.length);
  const product = () => lists.reduce((left, right) => left * right, 1);
  while (product() > mostCombinations) {
    const longest = lists.indexOf(Math.max(...lists));
    lists[longest] = (lists[longest] ?? 1) - 1;
  }
  return choices.map((choice, index) => ({
    ...choice,
    candidates: choice.candidates.slice(0, lists[index]),
  }));
}

/** Without the candidates that the type does not take. */
async function withoutFaults(client: pg.ClientBase, choice: Choice): Promise<Choice> {
  const candidates: Candidate[] = [];
  for (const candidate of choice.candidates) {
    try {
      await runInSavepoint(client, [`select ${candidate.expression}`]);
      candidates.push(candidate);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return { ...choice, candidates };
}
