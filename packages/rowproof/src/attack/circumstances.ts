import type { Relation } from "../catalog/facts.js";
import { attacker, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import { recordUnreached, tryChanged } from "./changed-row-write.js";
import { type Change, changeOf, feasible } from "./changed-rows.js";
import { predicatesOf, spokenColumns, wordsOf } from "./condition-words.js";
import type { AttackContext } from "./context.js";
import { control } from "./insert-attempt.js";
import { insertion, namedColumns, rowInsertFor } from "./new-row.js";
import { type Circumstance, readIn } from "./reading.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";

/** How many changes are tried for one relation. */
const most = 16;

/**
 * What a actor reaches of a table once rows elsewhere, of which its policies or the contract speak, say something else:
 * another plan, a role, a project that is closed.
 */
export function* attackInCircumstances(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
): Steps<void> {
  const may = context.privileges(target, actor.role);
  if (!may.has("select") && !may.has("insert")) return;
  for (const change of changesFor(context, target, actor).slice(0, most)) {
    const setup = yield* feasible(change);
    if (setup === undefined) continue;
    if (may.has("select")) yield* readIn(context, target, base, { actor, change, setup });
    if (may.has("insert") && actor.person !== null)
      yield* insert(context, target, base, { actor, change, setup });
  }
}

function changesFor(context: AttackContext, target: Target, { person }: Actor): readonly Change[] {
  const text = wordsOf(context, target);
  const persons = [person ?? attacker, victim];
  return tablesBehind(context, target).flatMap((table) => {
    const rows = context.rowsOf(table).filter((row) => persons.includes(row.person));
    return spokenColumns(context, table, text).flatMap(({ column, values }) =>
      values.flatMap((value) => changeOf(table, rows, column.name, value) ?? []),
    );
  });
}

/** The tables on whose rows the access may hang, as far as the database or the contract says so. */
function tablesBehind(context: AttackContext, target: Target): readonly Relation[] {
  const keys = new Set([
    ...context.mentions.of(target.relation),
    ...context.mentions.named(predicatesOf(target).join("\n")),
  ]);
  return context.catalog.relations.filter(
    (relation) =>
      keys.has(keyOf(relation)) &&
      relation.kind === "table" &&
      relation.schema !== "auth" &&
      keyOf(relation) !== keyOf(target.relation),
  );
}

function* insert(context: AttackContext, target: Target, base: Relation, given: Circumstance): Steps<void> {
  const { actor, change, setup } = given;
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  if (rowInsert === undefined) return;
  const own = namedColumns(target, base, actor, { ...rowInsert, setup: [...setup, ...rowInsert.setup] });
  const write = insertion(actor, "insert/circumstance", target, own);
  const effect = yield* tryChanged(context, target, { write, change });
  if (effect.changes.inserted.length > 0 || effect.error === null || effect.error === "setup") return;
  const grown = yield* control(context, base, own, actor);
  if (typeof grown !== "string")
    yield* recordUnreached(context, target, { write, change, own: grown }, effect);
}
