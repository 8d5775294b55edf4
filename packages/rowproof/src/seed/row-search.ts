import type pg from "pg";
import { solveChecks } from "./check-solver.js";
import { insertAttempt, RowDiscarded, tryInserts } from "./insert-attempt.js";
import { firstVariant, type InsertVariant } from "./insert-variant.js";
import type { InsertedRow } from "./inserted-row.js";
import { variantsAfter } from "./refusal-handlers.js";
import { draftRow, type RowDraft } from "./row-draft.js";
import { isRefusal } from "./savepoint.js";
import type { SeedContext, SeedTask } from "./seed-context.js";

/** The row that a search found, or the last refusal. */
export type RowSearchResult = FoundRow | { readonly refused: Error | string };

export interface FoundRow {
  readonly variant: InsertVariant;
  readonly draft: RowDraft;
  readonly returned: InsertedRow;
}

export interface RowSearchOptions {
  readonly start?: InsertVariant;
  /** Whether the row stays once it is found; default: true. */
  readonly keep?: boolean;
  /** How many inserts to try; default: 200. */
  readonly most?: number;
  /** Statements to run before each insert. */
  readonly before?: readonly string[];
}

interface RowSearch {
  readonly client: pg.ClientBase;
  readonly task: SeedTask;
  readonly context: SeedContext;
  /** Variants that were tried or are waiting, as text, so that none is tried twice. */
  readonly seen: Set<string>;
  /** Variants to try when a refusal suggests nothing better. */
  readonly later: InsertVariant[];
}

/** Looks for a row that the table accepts. Each refusal suggests what to change next. */
export async function searchRow(
  client: pg.ClientBase,
  task: SeedTask,
  context: SeedContext,
  options: RowSearchOptions = {},
): Promise<RowSearchResult> {
  const { start = firstVariant, keep = true, most = 200, before = [] } = options;
  const search: RowSearch = { client, task, context, seen: new Set(), later: [] };
  let variant: InsertVariant | undefined = await startingVariant(search, start);
  let refused: Error | string = "no row fits the bounds of the partition";
  for (let tried = 0; variant !== undefined && tried < most; tried += 1) {
    const draft = draftRow(task, variant, context);
    if (draft.obstacle !== undefined) return { refused: draft.obstacle };
    const attempt = { ...insertAttempt(task, draft, variant), before };
    const [result = new RowDiscarded()] = await tryInserts(client, [attempt], { keep });
    if (!(result instanceof Error)) return { variant, draft, returned: result };
    refused = result;
    variant = await nextVariant(search, variant, draft, result);
  }
  return { refused };
}

/** The row of a partition must start with a key of that partition. A row of the top table may go to any partition. */
async function startingVariant(
  { client, task, context }: RowSearch,
  start: InsertVariant,
): Promise<InsertVariant | undefined> {
  if (!task.spec.partitioned) return start;
  const { choices, complete } = await solveChecks(client, { task, variant: start, context });
  return complete || task.spec.relation.partition === null ? { ...start, choices } : undefined;
}

async function nextVariant(
  search: RowSearch,
  variant: InsertVariant,
  draft: RowDraft,
  error: Error,
): Promise<InsertVariant | undefined> {
  // If one row runs into the time limit, so does the next (query_canceled).
  if (isRefusal(error) && error.code === "57014") return undefined;
  const { client, task, context } = search;
  const proposed = await variantsAfter(client, { task, context, variant, draft, error });
  const [first, ...others] = proposed.filter((one) => isUntried(search, one));
  search.later.push(...others);
  return first ?? search.later.shift();
}

/** Also marks the variant as seen. */
function isUntried({ seen }: RowSearch, { choices, round, claims }: InsertVariant): boolean {
  const sorted = [...choices].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const key = JSON.stringify([sorted, round, claims]);
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
