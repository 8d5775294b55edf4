import type pg from "pg";
import { typed } from "./column-value.js";
import { chooseNull, type GeneratorChoice, type InsertVariant } from "./insert-variant.js";
import type { RowDraft } from "./row-draft.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import { type SeedContext, type SeedTask, seedOf } from "./seed-context.js";
import type { ColumnSpec } from "./table-spec.js";

/** A value that a column could hold, and the generator that makes it. */
export interface ValueCandidate extends GeneratorChoice {
  readonly expression: string;
}

/** The values that one column could hold, the likeliest first. */
export interface ColumnCandidates {
  readonly column: string;
  /** The cost of each step away from the likeliest value. */
  readonly weight: number;
  readonly candidates: readonly ValueCandidate[];
}

interface CandidateOrigin {
  readonly task: SeedTask;
  readonly variant: InsertVariant;
  readonly context: SeedContext;
}

export function candidatesOf(spec: ColumnSpec, draft: RowDraft, origin: CandidateOrigin): ColumnCandidates {
  const { column, shape } = spec;
  const fixed = draft.fixed.has(column.name) ? draft.values.get(column.name) : undefined;
  if (fixed !== undefined) {
    const asItIs = { generator: 0, shift: 0, expression: `(${typed(fixed)})::${shape.type}` };
    const none = { generator: chooseNull, shift: 0, expression: `null::${shape.type}` };
    const canBeNull = !column.notNull && !(column.name in origin.task.given);
    return { column: column.name, weight: 1, candidates: canBeNull ? [asItIs, none] : [asItIs] };
  }
  // Different labels in the rows matter more than the likeliest value of another column.
  const weight = spec.labels.length > 0 ? 3 : 1;
  return { column: column.name, weight, candidates: generatedCandidates(spec, origin) };
}

/** The different values that the column's generators make. */
function generatedCandidates(
  spec: ColumnSpec,
  { task, variant, context }: CandidateOrigin,
): readonly ValueCandidate[] {
  const { column, shape } = spec;
  const made = new Map<string, ValueCandidate>();
  for (const { generator, shift } of choicesOf(spec, isHashPartitioned(task))) {
    const text = spec.generators[generator]?.(seedOf(task, column.name, variant.round + shift, context));
    const expression = text === undefined ? defaultOf(spec) : typed({ text, type: shape.type });
    if (expression !== undefined && !made.has(expression))
      made.set(expression, { generator, shift, expression });
  }
  return [...made.values()];
}

function isHashPartitioned({ spec }: SeedTask): boolean {
  return spec.checks.some(({ expression }) => expression.includes("satisfies_hash_partition("));
}

/** Each generator once. For hash partitions also many more values of the first two. */
function choicesOf({ generators }: ColumnSpec, hashed: boolean): readonly GeneratorChoice[] {
  const once = generators.map((_, generator) => ({ generator, shift: 0 }));
  if (!hashed) return once;
  const more = Array.from({ length: 60 }, (_, shift) =>
    [0, 1].map((generator) => ({ generator, shift: shift + 1 })),
  );
  return [...once, ...more.flat()];
}

/** A default that can be evaluated without taking a number from a sequence. */
function defaultOf({ column, shape }: ColumnSpec): string | undefined {
  if (column.default === null) return column.identity === null ? `null::${shape.type}` : undefined;
  return /\bnextval\(/.test(column.default) ? undefined : `(${column.default})::${shape.type}`;
}

/** Without the candidates that are not valid values of the type. */
export async function withoutInvalid(
  client: pg.ClientBase,
  column: ColumnCandidates,
): Promise<ColumnCandidates> {
  const candidates: ValueCandidate[] = [];
  for (const candidate of column.candidates) {
    try {
      await runInSavepoint(client, [`select ${candidate.expression}`]);
      candidates.push(candidate);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return { ...column, candidates };
}
