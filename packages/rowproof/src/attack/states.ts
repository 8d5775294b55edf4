import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { rowsAfter } from "./allowance.js";
import { type Assignments, updateOf } from "./assignment.js";
import { recordUnreached, tryChanged } from "./changed-row-write.js";
import { type Change, changeOf, feasible } from "./changed-rows.js";
import { spokenColumns, wordsOf } from "./condition-words.js";
import { keyCondition, rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { tryInsert } from "./insert-attempt.js";
import { insertion, namedColumns, rowInsertFor } from "./new-row.js";
import { placingColumns } from "./placements.js";
import { readIn } from "./reading.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target, writableColumns } from "./target.js";
import { leave } from "./transitions.js";
import type { Write } from "./write.js";

/** How many columns of one table are taken. */
const most = 3;

/**
 * A row of the actor's own in every state that policies and the contract speak of: whether it can be changed and deleted
 * then, and brought from each state into each other. What a policy asks of the new row only, or of the old one only, shows so.
 */
export function* attackStates(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
): Steps<void> {
  const may = context.privileges(target, actor.role);
  if (may.has("insert")) yield* insertStates(context, target, base, actor);
  const own = context.under.get(keyOf(base))?.find(({ person }) => person === actor.person);
  if (own === undefined) return;
  for (const { column, values } of spokenColumns(context, base, wordsOf(context, target)).slice(0, most)) {
    const changes = values.flatMap((value) => changeOf(base, [own], column.name, value) ?? []);
    if (may.has("update")) yield* leave(context, target, actor, { row: own, setup: [], changes });
    for (const change of changes) {
      const setup = yield* feasible(change);
      if (setup === undefined) continue;
      if (may.has("select")) yield* readIn(context, target, base, { actor, change, setup });
      yield* tryState(context, target, base, actor, { own, change, setup });
      const row = { ...own, row: yield* changedRow(base, own, setup) };
      if (may.has("update"))
        yield* leave(context, target, actor, {
          row,
          setup,
          changes: changes.filter((one) => one !== change),
        });
    }
  }
}

/** A new row of their own in each state. */
function* insertStates(context: AttackContext, target: Target, base: Relation, actor: Actor): Steps<void> {
  const rowInsert = rowInsertFor(context, base, actor.person ?? "");
  if (rowInsert === undefined) return;
  const writable = writableColumns(base, accessTo(target, actor.role, "insert"));
  for (const { column, values } of spokenColumns(context, base, wordsOf(context, target)).slice(0, most)) {
    if (!writable.includes(column.name)) continue;
    for (const value of values) {
      const given = { ...rowInsert, values: { ...rowInsert.values, [column.name]: value } };
      const own = namedColumns(target, base, actor, given);
      const write = insertion(actor, "insert/state", target, own);
      yield* tryInsert(context, target, base, write, own, { actor: actor.standsFor.own, optional: true });
    }
  }
}

function* changedRow(base: Relation, { row }: SeededRow, setup: readonly string[]): Steps<TextRow> {
  const [changed] = yield* rowsAfter(base, setup, rowsCondition(base, [row]) ?? "false");
  return changed ?? row;
}

interface State {
  readonly own: SeededRow;
  readonly change: Change;
  readonly setup: readonly string[];
}

/** A change that leaves the state as it is, and a deletion: without reading first, then by key. */
function* tryState(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  { own, change, setup }: State,
): Steps<void> {
  const may = context.privileges(target, actor.role);
  const row = yield* changedRow(base, own, setup);
  const only = keyCondition(target, [own.row]) ?? "false";
  const name = identifier(base.schema, base.name);
  const idle = idleAssignment(context, target, base, actor);
  const updates = idle === undefined ? [] : [updateOf(target, idle), updateOf(target, idle, only)];
  const deletes = [sql`delete from ${name}`.text, `delete from ${name.text} where ${only}`];
  for (const [command, statements] of [
    ["update", updates],
    ["delete", deletes],
  ] as const) {
    if (!may.has(command) || statements.length === 0) continue;
    const tries = context.live ? statements.slice(1) : statements;
    yield* tryEach(context, target, { command, statements: tries, actor, setup, change, row });
  }
}

function* tryEach(
  context: AttackContext,
  target: Target,
  {
    command,
    statements,
    actor,
    setup,
    change,
    row,
  }: {
    readonly command: "update" | "delete";
    readonly statements: readonly string[];
    readonly actor: Actor;
    readonly setup: readonly string[];
    readonly change: Change;
    readonly row: TextRow;
  },
): Steps<void> {
  for (const [at, text] of statements.entries()) {
    const write: Write = {
      attack: `${command}/state`,
      command,
      attempt: { actor, setup, statements: [text] },
    };
    const trial = { write, change, own: row };
    const effect = yield* tryChanged(context, target, trial);
    if (effect.changes.updated.length + effect.changes.deleted.length > 0) return;
    if (at === statements.length - 1) yield* recordUnreached(context, target, trial, effect);
  }
}

/** Another value of a column that the actor may write and that nothing speaks of. */
function idleAssignment(
  context: AttackContext,
  target: Target,
  base: Relation,
  { role }: Actor,
): Assignments | undefined {
  const spoken = spokenColumns(context, base, wordsOf(context, target)).map(({ column }) => column.name);
  const keys = base.constraints.flatMap(({ kind, columns }) => (kind === "check" ? [] : columns));
  const bound = [...placingColumns(context, target, base), ...keys, ...spoken];
  for (const column of writableColumns(base, accessTo(target, role, "update"))) {
    const [value] = bound.includes(column) ? [] : context.seeded.otherValues(base, column, null);
    if (value !== undefined) return { [column]: value };
  }
  return undefined;
}
