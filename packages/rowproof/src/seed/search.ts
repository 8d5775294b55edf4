import type pg from "pg";
import { type Draft, draftRow } from "./draft.js";
import { empty } from "./generators/generators.js";
import {
  type Attempt,
  claimsFor,
  insertOf,
  isRefusal,
  type Returned,
  RowTaken,
  runInSavepoint,
  tryInserts,
} from "./insertion.js";
import type { Recipe, SeedState, Task } from "./seed-state.js";
import { solveChecks } from "./solver.js";
import { typed } from "./value.js";

/** How a row is made, and how it is asked for. */
export interface Trial {
  readonly recipe: Recipe;
  readonly round: number;
  /** Which of the claims the session has. */
  readonly claims: number;
}

export const firstTrial: Trial = { recipe: new Map(), round: 0, claims: 0 };

/** What came of a search. */
export type Outcome =
  | { readonly trial: Trial; readonly draft: Draft; readonly statement: string; readonly returned: Returned }
  | { readonly refused: Error | string };

export interface SearchOptions {
  readonly start?: Trial;
  /** Whether the row stays once it is found; default: true. */
  readonly keep?: boolean;
  /** How many inserts are tried; default: 200. */
  readonly most?: number;
  /** Statements that run before each of them. */
  readonly before?: readonly string[];
}

interface Hunt {
  readonly client: pg.ClientBase;
  readonly task: Task;
  readonly seedState: SeedState;
  /** Trials that were made or are to be made, by what they are, so that none is made twice. */
  readonly seen: Set<string>;
  /** To be tried when nothing better is known. */
  readonly later: Trial[];
}

export function attemptOf(task: Task, draft: Draft, trial: Trial): Attempt {
  return {
    spec: task.spec,
    statement: insertOf(task.spec, draft),
    claims: claimsFor(task.member.person)[trial.claims] ?? "",
  };
}

/**
 * Looks for a row that the table takes: each refusal says what to change next.
 */
export async function search(
  client: pg.ClientBase,
  task: Task,
  seedState: SeedState,
  options: SearchOptions = {},
): Promise<Outcome> {
  const { start = firstTrial, keep = true, most = 200, before = [] } = options;
  const hunt: Hunt = { client, task, seedState, seen: new Set(), later: [] };
  let trial: Trial | undefined = await routed(hunt, start);
  let refused: Error | string = "no row lies within the bounds of the partition";
  for (let tried = 0; trial !== undefined && tried < most; tried += 1) {
    const draft = draftRow(task, trial.round, trial.recipe, seedState);
    if (draft.lack !== undefined) return { refused: draft.lack };
    const attempt = { ...attemptOf(task, draft, trial), before };
    const [result = new RowTaken()] = await tryInserts(client, [attempt], { keep });
    if (!(result instanceof Error)) return { trial, draft, statement: attempt.statement, returned: result };
    refused = result;
    trial = await next(hunt, trial, draft, result);
  }
  return { refused };
}

/** A row of a partition has to begin with a key that leads there; one of the uppermost table may go where it will. */
async function routed(hunt: Hunt, start: Trial): Promise<Trial | undefined> {
  if (!hunt.task.spec.routed) return start;
  const draft = draftRow(hunt.task, start.round, start.recipe, hunt.seedState);
  const { recipe, complete } = await solveChecks(hunt.client, hunt.task, draft, start, hunt.seedState);
  return complete || hunt.task.spec.relation.partition === null ? { ...start, recipe } : undefined;
}

async function next(hunt: Hunt, trial: Trial, draft: Draft, error: Error): Promise<Trial | undefined> {
  const sqlstate = isRefusal(error) ? (error.code ?? "") : "";
  // What runs out of time with one row does so with the next.
  if (sqlstate === "57014") return undefined;
  const remedy = remedies[sqlstate] ?? remedies[sqlstate.slice(0, 2)] ?? asking;
  const proposed = await remedy(hunt, trial, draft, error);
  const fresh = proposed.filter((one) => isFresh(hunt, one));
  const [first, ...others] = fresh;
  hunt.later.push(...others);
  return first ?? hunt.later.shift();
}

/** Marks a trial as seen. */
function isFresh({ seen }: Hunt, { recipe, round, claims }: Trial): boolean {
  const key = JSON.stringify([
    [...recipe].toSorted(([left], [right]) => (left < right ? -1 : 1)),
    round,
    claims,
  ]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

type Remedy = (hunt: Hunt, trial: Trial, draft: Draft, error: Error) => Promise<readonly Trial[]>;

/** By SQLSTATE or its class (PostgreSQL documentation, "PostgreSQL Error Codes"). */
const remedies: Readonly<Record<string, Remedy>> = {
  // check_violation
  "23514": async (hunt, trial, draft, error) => {
    const { client, task, seedState } = hunt;
    const { recipe } = await solveChecks(client, task, draft, trial, seedState);
    const others = isOwn(task, error) ? asksOnly(trial) : await asking(hunt, trial, draft, error);
    return [{ ...trial, recipe }, ...others];
  },
  // foreign_key_violation: no other value would do, unless a trigger speaks
  "23503": async (hunt, trial, draft, error) =>
    isOwn(hunt.task, error) ? [] : asking(hunt, trial, draft, error),
  // unique_violation
  "23505": async ({ task }, trial, draft, error) => {
    const columns = columnsOf(task, constraintOf(error));
    const isFixed = columns.length > 0 && columns.every((column) => draft.fixed.has(column));
    // Another round brings another partner, once.
    const hasPartner = trial.round < 1 && columns.some((column) => task.spec.partners.has(column));
    if (isFixed && !hasPartner) return [];
    return trial.round < 8 ? [{ ...trial, round: trial.round + 1 }] : turned(task, trial, draft, columns);
  },
  // exclusion_violation
  "23P01": async ({ task }, trial, draft, error) => {
    const apart = inSlots(task, trial, draft, excludedColumns(task, constraintOf(error)));
    return [...apart, ...(trial.round < 8 ? [{ ...trial, round: trial.round + 1 }] : [])];
  },
  // not_null_violation
  "23502": async ({ task }, trial, draft, error) => {
    const column = isRefusal(error) ? error.column : undefined;
    return turned(task, trial, draft, column === undefined ? [] : [column]);
  },
  "22": async (hunt, trial, draft, error) => {
    const wrong = await malformed(hunt, draft);
    return wrong.length > 0 ? turned(hunt.task, trial, draft, wrong) : asking(hunt, trial, draft, error);
  },
  // What is not allowed or not there stays so, whatever the row is.
  "42": async (_, trial) => asksOnly(trial),
  "0A": async (_, trial) => asksOnly(trial),
  "55": async () => [],
};

/** A trigger or a right that is missing: others may ask, then less may be said, then other values may please it. */
const asking: Remedy = async ({ task }, trial, draft) => [
  ...asksOnly(trial),
  ...emptied(task, trial, draft),
  ...turned(
    task,
    trial,
    draft,
    task.spec.columns.map(({ column }) => column.name),
  ),
];

/** Null in every column that was made up and may be null, then in one of them each. */
function emptied({ spec }: Task, trial: Trial, draft: Draft): readonly Trial[] {
  const nulls = spec.columns.flatMap(({ column, generators }) => {
    const generator = generators.lastIndexOf(empty);
    return generator < 0 || draft.fixed.has(column.name)
      ? []
      : [[column.name, { generator, shift: 0 }] as const];
  });
  const groups = nulls.length > 1 ? [nulls, ...nulls.map((one) => [one])] : [nulls];
  return groups.map((group) => ({ ...trial, recipe: new Map([...trial.recipe, ...group]) }));
}

function asksOnly(trial: Trial): readonly Trial[] {
  return trial.claims < 2 ? [{ ...trial, claims: trial.claims + 1 }] : [];
}

/** The next generators of the columns, one column at a time. */
function turned(task: Task, trial: Trial, draft: Draft, columns: readonly string[]): readonly Trial[] {
  return task.spec.columns
    .filter(({ column }) => columns.includes(column.name) && !draft.fixed.has(column.name))
    .flatMap(({ column, generators }) => {
      const { generator } = trial.recipe.get(column.name) ?? { generator: 0 };
      if (generator + 1 >= generators.length) return [];
      return [
        { ...trial, recipe: new Map(trial.recipe).set(column.name, { generator: generator + 1, shift: 0 }) },
      ];
    });
}

/** Spans that overlap no other: the generators of slots for all of these columns at once. */
function inSlots({ spec }: Task, trial: Trial, draft: Draft, columns: readonly string[]): readonly Trial[] {
  const slots = spec.columns.flatMap(({ column, generators }) => {
    const generator = generators.findIndex(({ slot }) => slot === true);
    if (generator < 0 || draft.fixed.has(column.name) || !columns.includes(column.name)) return [];
    return [[column.name, { generator, shift: 0 }] as const];
  });
  return slots.length === 0 ? [] : [{ ...trial, recipe: new Map([...trial.recipe, ...slots]) }];
}

/** The columns of an exclusion constraint, and those of which its generated columns are made. */
function excludedColumns(task: Task, name: string | undefined): readonly string[] {
  const named = columnsOf(task, name);
  const { columns } = task.spec.relation;
  const generated = columns.filter((column) => column.generated !== null && named.includes(column.name));
  const sources = columns
    .filter((column) => generated.some((one) => names(one.default ?? "", column.name)))
    .map((column) => column.name);
  return [...named, ...sources];
}

/** Whether the table itself refused it, by one of its constraints or its columns' domains. */
function isOwn({ spec: { relation, columns } }: Task, error: Error): boolean {
  const name = constraintOf(error);
  return (
    relation.constraints.some((constraint) => constraint.name === name) ||
    columns.some(
      ({ shape }) => shape.domainChecks.length > 0 && isRefusal(error) && error.dataType !== undefined,
    )
  );
}

function constraintOf(error: Error): string | undefined {
  return isRefusal(error) ? error.constraint : undefined;
}

/** The columns of a constraint or a unique index; of an expression, those that its definition names. */
function columnsOf({ spec: { relation } }: Task, name: string | undefined): readonly string[] {
  const index = relation.indexes.find((one) => one.name === name);
  const constraint = relation.constraints.find((one) => one.name === name);
  const definition = index?.definition ?? constraint?.definition ?? "";
  return relation.columns
    .map((column) => column.name)
    .filter(
      (column) =>
        index?.columns.includes(column) || constraint?.columns.includes(column) || names(definition, column),
    );
}

function names(definition: string, column: string): boolean {
  return definition.split(/[^\w"]+/).some((word) => word === column || word === `"${column}"`);
}

/** The columns whose values are not of their type. */
async function malformed({ client }: Hunt, draft: Draft): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [column, value] of draft.values) {
    try {
      await runInSavepoint(client, [`select ${typed(value)}`]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      wrong.push(column);
    }
  }
  return wrong;
}
