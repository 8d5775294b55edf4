import type { Relation } from "../catalog/facts.js";
import type { Actor } from "./actor.js";
import { allowedAfter } from "./allowance.js";
import type { AttackContext } from "./context.js";
import { recordFailure } from "./missed.js";
import { insertOf, type RowInsert } from "./new-row.js";
import type { TextRow } from "./session.js";
import { compareStates, stateOf, stateQuery } from "./state.js";
import { askOwner, type Steps } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { type Effect, tryWrite, type Write, watchedRows } from "./write.js";
import { judge } from "./written-rows.js";

/** The row that the tables' owner gets by the same statement; where that fails, something else than access is in the way. */
export function* control(
  context: AttackContext,
  base: Relation,
  rowInsert: RowInsert,
  actor: Actor,
): Steps<TextRow | string> {
  const table: Target = { base, relation: base, columnName: (column: string) => column } as Target;
  const query = stateQuery(base, watchedRows(context, base));
  const { claims } = actor;
  const before = yield* askOwner([...rowInsert.setup, query], claims);
  const done = yield* askOwner([...rowInsert.setup, insertOf(table, rowInsert.values), query], claims);
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
export function* tryInsert(
  context: AttackContext,
  target: Target,
  base: Relation,
  one: Write,
  rowInsert: RowInsert,
  { actor: actorName, optional = false }: { readonly actor: string; readonly optional?: boolean },
): Steps<Effect> {
  const { actor } = one.attempt;
  const effect = yield* tryWrite(context, target, one);
  yield* judge(context, target, one, effect, Object.keys(rowInsert.values));
  if (effect.error === null && effect.changes.inserted.length > 0) return effect;
  const closed = accessTo(target, actor.role, "insert")?.rows.kind ?? "none";
  const refused = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "42501";
  const grown = closed === "none" && refused ? {} : yield* control(context, base, rowInsert, actor);
  const obstacle = typeof grown === "string" ? grown : undefined;
  const setup = rowInsert.setup;
  const [may = false] =
    typeof grown === "string"
      ? []
      : yield* allowedAfter(context, target, actor, "insert", { setup, rows: [grown] });
  recordFailure(context, target, one, effect.error, {
    actor: actorName,
    subject: `${one.attack} ${actorName}`,
    expected: may && target.standing === "named",
    what: `cannot insert ${actorName === actor.standsFor.own ? "a row of their own" : "the row that the contract allows"} into`,
    obstacle,
    optional,
  });
  return effect;
}
