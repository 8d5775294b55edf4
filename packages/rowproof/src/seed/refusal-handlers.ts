import type pg from "pg";
import { solveChecks } from "./check-solver.js";
import { typed } from "./column-value.js";
import { columnsOfConstraint, constraintOf, excludedColumns, isOwnConstraint } from "./constraint-columns.js";
import { sqlNull } from "./generators/generators.js";
import type { GeneratorChoice, InsertVariant } from "./insert-variant.js";
import type { RowDraft } from "./row-draft.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import type { SeedContext, SeedTask } from "./seed-context.js";

/** A refused insert. */
export interface RefusedInsert {
  readonly task: SeedTask;
  readonly context: SeedContext;
  readonly variant: InsertVariant;
  readonly draft: RowDraft;
  readonly error: Error;
}

/** Proposes the variants to try after a refusal, the most promising first. */
type RefusalHandler = (client: pg.ClientBase, refused: RefusedInsert) => Promise<readonly InsertVariant[]>;

/** The variants to try after a refusal, the most promising first. */
export function variantsAfter(
  client: pg.ClientBase,
  refused: RefusedInsert,
): Promise<readonly InsertVariant[]> {
  const sqlstate = isRefusal(refused.error) ? (refused.error.code ?? "") : "";
  const handler = refusalHandlers[sqlstate] ?? refusalHandlers[sqlstate.slice(0, 2)] ?? anyChange;
  return handler(client, refused);
}

/** How many rounds to try before other generators. */
const mostRounds = 8;

/** By SQLSTATE or its class (PostgreSQL documentation, "PostgreSQL Error Codes"). */
const refusalHandlers: Readonly<Record<string, RefusalHandler>> = {
  // check_violation
  "23514": async (client, refused) => {
    const { choices } = await solveChecks(client, refused);
    const others = isOwnConstraint(refused.task, refused.error)
      ? withNextClaims(refused)
      : await anyChange(client, refused);
    return [{ ...refused.variant, choices }, ...others];
  },
  // foreign_key_violation: no other value helps, unless a trigger raised it
  "23503": async (client, refused) =>
    isOwnConstraint(refused.task, refused.error) ? [] : anyChange(client, refused),
  // unique_violation
  "23505": async (_, refused) => {
    const { task, variant, draft, error } = refused;
    const columns = columnsOfConstraint(task, constraintOf(error));
    const isFixed = columns.length > 0 && columns.every((column) => draft.fixed.has(column));
    // The next round has another partner, once.
    const hasPartner = variant.round < 1 && columns.some((column) => task.spec.partners.has(column));
    if (isFixed && !hasPartner) return [];
    return variant.round < mostRounds ? [withNextRound(variant)] : withNextGenerators(refused, columns);
  },
  // exclusion_violation
  "23P01": async (_, refused) => {
    const { task, variant, error } = refused;
    const slots = withFreeSlots(refused, excludedColumns(task, constraintOf(error)));
    return [...slots, ...(variant.round < mostRounds ? [withNextRound(variant)] : [])];
  },
  // not_null_violation
  "23502": async (_, refused) => {
    const column = isRefusal(refused.error) ? refused.error.column : undefined;
    return withNextGenerators(refused, column === undefined ? [] : [column]);
  },
  // data_exception
  "22": async (client, refused) => {
    const wrong = await columnsOfWrongType(client, refused.draft);
    return wrong.length > 0 ? withNextGenerators(refused, wrong) : anyChange(client, refused);
  },
  // A missing right, object or feature stays missing for every row.
  "42": async (_, refused) => withNextClaims(refused),
  "0A": async (_, refused) => withNextClaims(refused),
  "55": async () => [],
};

/** After a trigger's error or a missing right: other claims, then nulls, then other values. */
const anyChange: RefusalHandler = async (_, refused) => [
  ...withNextClaims(refused),
  ...withNulls(refused),
  ...withNextGenerators(
    refused,
    refused.task.spec.columns.map(({ column }) => column.name),
  ),
];

/** Null in every generated column that allows it, then in one of them at a time. */
function withNulls({ task, variant, draft }: RefusedInsert): readonly InsertVariant[] {
  const nulls = task.spec.columns.flatMap(({ column, generators }) => {
    const generator = generators.lastIndexOf(sqlNull);
    return generator < 0 || draft.fixed.has(column.name) ? [] : [choice(column.name, generator)];
  });
  const groups = nulls.length > 1 ? [nulls, ...nulls.map((one) => [one])] : [nulls];
  return groups.map((group) => ({ ...variant, choices: new Map([...variant.choices, ...group]) }));
}

function withNextClaims({ variant }: RefusedInsert): readonly InsertVariant[] {
  return variant.claims < 2 ? [{ ...variant, claims: variant.claims + 1 }] : [];
}

function withNextRound(variant: InsertVariant): InsertVariant {
  return { ...variant, round: variant.round + 1 };
}

/** The next generator of each of the columns, one column at a time. */
function withNextGenerators(
  { task, variant, draft }: RefusedInsert,
  columns: readonly string[],
): readonly InsertVariant[] {
  return task.spec.columns
    .filter(({ column }) => columns.includes(column.name) && !draft.fixed.has(column.name))
    .flatMap(({ column, generators }) => {
      const { generator } = variant.choices.get(column.name) ?? { generator: 0 };
      if (generator + 1 >= generators.length) return [];
      return [{ ...variant, choices: new Map([...variant.choices, choice(column.name, generator + 1)]) }];
    });
}

/** Time spans that overlap no other row: the slot generators of all the columns at once. */
function withFreeSlots(
  { task, variant, draft }: RefusedInsert,
  columns: readonly string[],
): readonly InsertVariant[] {
  const slots = task.spec.columns.flatMap(({ column, generators }) => {
    const generator = generators.findIndex(({ slot }) => slot === true);
    const isFree = generator >= 0 && !draft.fixed.has(column.name) && columns.includes(column.name);
    return isFree ? [choice(column.name, generator)] : [];
  });
  return slots.length === 0 ? [] : [{ ...variant, choices: new Map([...variant.choices, ...slots]) }];
}

function choice(column: string, generator: number): readonly [string, GeneratorChoice] {
  return [column, { generator, shift: 0 }];
}

/** The columns whose values do not have their type. */
async function columnsOfWrongType(client: pg.ClientBase, draft: RowDraft): Promise<readonly string[]> {
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
