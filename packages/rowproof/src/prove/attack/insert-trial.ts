import type { Relation } from "../../catalog/facts.js";
import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { compareStates, stateOf, stateQuery } from "../state.js";
import { accessTo, type Target } from "../target.js";
import { allowedAfter } from "./allowance.js";
import { judge } from "./judge.js";
import { recordFailure } from "./missed.js";
import { insertOf, type Sowing } from "./sowing.js";
import { type Effect, tryWrite, type Write, watchedRows } from "./write.js";

/** The row that the tables' owner gets by the same statement; where that fails, something else than access is in the way. */
export async function control(
  scene: Scene,
  base: Relation,
  sowing: Sowing,
  caller: Caller,
): Promise<TextRow | string> {
  const table: Target = { base, relation: base, columnName: (column: string) => column } as Target;
  const query = stateQuery(base, watchedRows(scene, base));
  const { claims } = caller;
  const before = await scene.session.ask([...sowing.setup, query], claims);
  const done = await scene.session.ask([...sowing.setup, insertOf(table, sowing.values), query], claims);
  if (done.error !== null)
    return `the tables' owner cannot insert such a row either (${done.error.sqlstate})`;
  const { inserted } = compareStates(
    base,
    stateOf(before.results.at(-1)?.rows ?? []),
    stateOf(done.results.at(-1)?.rows ?? []),
  );
  return inserted[0] ?? "a trigger keeps such a row out";
}

/** Tries one insert. Whether it should succeed is what the contract says of the row that the owner gets by it, once there is room. */
export async function tryInsert(
  scene: Scene,
  target: Target,
  base: Relation,
  one: Write,
  sowing: Sowing,
  { actor, optional = false }: { readonly actor: string; readonly optional?: boolean },
): Promise<Effect> {
  const { caller } = one.attempt;
  const effect = await tryWrite(scene, target, one);
  await judge(scene, target, one, effect, Object.keys(sowing.values));
  if (effect.error === null && effect.changes.inserted.length > 0) return effect;
  const closed = accessTo(target, caller.role, "insert")?.rows.kind ?? "none";
  const refused = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "42501";
  const grown = closed === "none" && refused ? {} : await control(scene, base, sowing, caller);
  const obstacle = typeof grown === "string" ? grown : undefined;
  const setup = sowing.setup;
  const [may = false] =
    typeof grown === "string"
      ? []
      : await allowedAfter(scene, target, caller, "insert", { setup, rows: [grown] });
  recordFailure(scene, target, one, effect.error, {
    actor,
    subject: `${one.attack} ${actor}`,
    expected: may && target.standing === "named",
    what: `cannot insert ${actor === caller.actors.own ? "a row of their own" : "the row that the contract allows"} into`,
    obstacle,
    optional,
  });
  return effect;
}
