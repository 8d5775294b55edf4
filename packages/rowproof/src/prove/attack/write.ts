import type { Relation } from "../../catalog/facts.js";
import type { Command } from "../../contract/contract.js";
import { identifier } from "../../sql/sql.js";
import type { Scene } from "../scene.js";
import type { Attempt, Outcome, Refusal } from "../session.js";
import { type Changes, compareStates, type State, stateOf, stateQuery } from "../state.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import { rowsCondition, typedValue } from "./conditions.js";
import { placingColumns } from "./placements.js";
import { scan } from "./scan.js";

/** A write that is tried, and what kind of attack it is. */
export interface Write {
  readonly attack: string;
  readonly command: Extract<Command, "insert" | "update" | "delete">;
  readonly attempt: Attempt;
  /** What is known of why it may succeed, and how to mend it. */
  readonly why?: string;
  readonly mend?: string;
}

/** What a write did to the table it aimed at, and to others beside it. */
export interface Effect {
  /** `setup` where what had to be made ready before failed. */
  readonly error: Refusal | "setup" | null;
  readonly changes: Changes;
  readonly beside: readonly { readonly relation: Relation; readonly changes: Changes }[];
}

const nothing: Changes = { inserted: [], updated: [], deleted: [] };

/** Tries a write and reads what it changed, before it is taken back. */
export async function tryWrite(scene: Scene, target: Target, write: Write): Promise<Effect> {
  const { base } = target;
  const { session } = scene;
  const { attempt } = write;
  const before = base === undefined ? [] : await stateBefore(scene, base, attempt);
  if (before === "setup") return { error: "setup", changes: nothing, beside: [] };
  const inspect = [
    scene.watch.query(base),
    ...(base === undefined ? [] : [stateQuery(base, watchedRows(scene, base))]),
  ];
  const outcome = await session.attempt({ ...attempt, inspect });
  if (outcome === "setup") return { error: "setup", changes: nothing, beside: [] };
  const beside = outcome.error === null ? await readBeside(scene, base, outcome) : [];
  await scan(scene, target, attempt, outcome, write.attack);
  if (outcome.error !== null) return { error: outcome.error, changes: nothing, beside: [] };
  const after = stateOf(outcome.inspected[1] ?? []);
  const changes = base === undefined ? nothing : compareStates(base, before, after);
  return { error: null, changes, beside };
}

/** The state as the setup leaves it. */
async function stateBefore(scene: Scene, base: Relation, { setup = [] }: Attempt): Promise<State | "setup"> {
  if (setup.length === 0) return scene.states.get(keyOf(base)) ?? [];
  const { error, results } = await scene.session.ask([...setup, stateQuery(base, watchedRows(scene, base))]);
  return error === null ? stateOf(results.at(-1)?.rows ?? []) : "setup";
}

/** On a live database only the planted rows of a large table are watched, which its key finds. */
export function watchedRows(
  scene: Pick<Scene, "live" | "rowsOf" | "planted">,
  base: Relation,
): string | undefined {
  if (!scene.live) return undefined;
  const rows = scene.rowsOf(base).map(({ row }) => row);
  const planted = rowsCondition(base, rows);
  // A row that an attempt makes is made for one of these.
  const owners = placingColumns(scene, { table: undefined }, base).map((column) => {
    const ids = scene.planted.persons.map(({ id }) => typedValue(base.columns, column, { [column]: id }));
    return `${identifier(column).text} in (${ids.join(", ")})`;
  });
  const all = [...(planted === undefined ? [] : [planted]), ...owners];
  return all.length === 0 ? undefined : all.join(" or ");
}

/** What was written beside the table aimed at: by triggers, keys and functions. */
async function readBeside(
  scene: Scene,
  base: Relation | undefined,
  outcome: Outcome,
): Promise<Effect["beside"]> {
  const written = scene.watch.written(outcome.inspected[0] ?? []);
  const others = written.filter((relation) => base === undefined || keyOf(relation) !== keyOf(base));
  if (others.length === 0) return [];
  const { results } = await scene.session.look(others.map((one) => stateQuery(one, watchedRows(scene, one))));
  return others.map((relation, at) => ({
    relation,
    changes: compareStates(
      relation,
      scene.states.get(keyOf(relation)) ?? [],
      stateOf(results[at]?.rows ?? []),
    ),
  }));
}
