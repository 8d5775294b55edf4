import type { Relation } from "../catalog/facts.js";
import type { Command } from "../contract/contract.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier } from "../sql/sql.js";
import type { Attack } from "./attack.js";
import { rowsCondition, typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { WriteCause } from "./effects/write.js";
import { scan } from "./leaked-rows.js";
import { placingColumns } from "./placements.js";
import type { Attempt, Outcome, Refusal } from "./session.js";
import { type Changes, compareStates, type State, stateOf, stateQuery } from "./state.js";
import { askOwner, lookAsOwner, type Steps, send } from "./steps.js";
import type { Target } from "./target.js";

export type WriteCommand = Extract<Command, "insert" | "update" | "delete">;

/** A write, and the attack that tries it. */
export interface Write {
  readonly attack: Pick<Attack, "id" | "command">;
  readonly command: WriteCommand;
  readonly attempt: Attempt;
  /** Why it may succeed, if that is known. */
  readonly cause?: WriteCause;
}

/** What a write did to its table, and to others. */
export interface WriteResult {
  /** `setup` if the setup failed. */
  readonly error: Refusal | "setup" | null;
  readonly changes: Changes;
  readonly elsewhere: readonly { readonly relation: Relation; readonly changes: Changes }[];
}

const nothing: Changes = { inserted: [], updated: [], deleted: [] };

/** Tries a write and reads what it changed, before it is rolled back. */
export function* tryWrite(context: AttackContext, target: Target, write: Write): Steps<WriteResult> {
  const { base } = target;
  const { attempt } = write;
  const before = base === undefined ? [] : yield* stateBefore(context, base, attempt);
  if (before === "setup") return { error: "setup", changes: nothing, elsewhere: [] };
  const inspect = [
    context.watch.query(base),
    ...(base === undefined ? [] : [stateQuery(base, watchedRows(context, base))]),
  ];
  const outcome = yield* send({ ...attempt, inspect });
  if (outcome === "setup") return { error: "setup", changes: nothing, elsewhere: [] };
  const elsewhere = outcome.error === null ? yield* readElsewhere(context, base, outcome) : [];
  yield* scan({ context, target }, { attack: { id: write.attack.id }, attempt, outcome });
  if (outcome.error !== null) return { error: outcome.error, changes: nothing, elsewhere: [] };
  const after = stateOf(outcome.inspected[1] ?? []);
  const changes = base === undefined ? nothing : compareStates(base, before, after);
  return { error: null, changes, elsewhere };
}

/** The state after the setup. */
function* stateBefore(
  context: AttackContext,
  base: Relation,
  { setup = [] }: Attempt,
): Steps<State | "setup"> {
  if (setup.length === 0) return context.states.get(keyOf(base)) ?? [];
  const { error, results } = yield* askOwner([...setup, stateQuery(base, watchedRows(context, base))]);
  return error === null ? stateOf(results.at(-1)?.rows ?? []) : "setup";
}

/** On a live database only the seeded rows of a large table are watched, by key. */
export function watchedRows(
  context: Pick<AttackContext, "live" | "rowsOf" | "seeded">,
  base: Relation,
): string | undefined {
  if (!context.live) return undefined;
  const rows = context.rowsOf(base).map(({ row }) => row);
  const seeded = rowsCondition(base, rows);
  // Every row that an attempt inserts is for one of these users.
  const owners = placingColumns(context, { table: undefined }, base).map((column) => {
    const ids = context.seeded.persons.map(({ id }) => typedValue(base.columns, column, { [column]: id }));
    return `${identifier(column).text} in (${ids.join(", ")})`;
  });
  const all = [...(seeded === undefined ? [] : [seeded]), ...owners];
  return all.length === 0 ? undefined : all.join(" or ");
}

/** What triggers, foreign keys and functions wrote in other tables. */
function* readElsewhere(
  context: AttackContext,
  base: Relation | undefined,
  outcome: Outcome,
): Steps<WriteResult["elsewhere"]> {
  const written = context.watch.written(outcome.inspected[0] ?? []);
  const others = written.filter((relation) => base === undefined || keyOf(relation) !== keyOf(base));
  if (others.length === 0) return [];
  const { results } = yield* lookAsOwner(others.map((one) => stateQuery(one, watchedRows(context, one))));
  return others.map((relation, at) => ({
    relation,
    changes: compareStates(
      relation,
      context.states.get(keyOf(relation)) ?? [],
      stateOf(results[at]?.rows ?? []),
    ),
  }));
}
