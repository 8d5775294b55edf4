import type { Constraint, Relation } from "../catalog/facts.js";
import { victim } from "../seed/test-users.js";
import { objectOf } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { type Actor, honestClaims } from "./actor.js";
import { withoutUnchanged } from "./changed-rows.js";
import { rowsCondition, typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { insertOf, namedColumns, rowInsertFor } from "./new-row.js";
import type { Attempt, TextRow } from "./session.js";
import { isKeyAgainst } from "./side-effect.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import { tryWrite, type Write } from "./write.js";
import { judge } from "./written-rows.js";

/**
 * What a foreign key does for whoever deletes a row of their own, or gives it another key: another user puts a row under it,
 * as far as they are let, and loses it, its link or what it says. Keys act as the table's owner (documentation, "Row Security
 * Policies").
 */
export function* attackByKeyAction(context: AttackContext, child: Target, actor: Actor): Steps<void> {
  if (child.base !== child.relation || actor.person === null || context.live) return;
  const parents = child.relation.constraints.flatMap(({ references }) =>
    references === null ? [] : [references],
  );
  for (const parent of new Set(parents.map(context.targetOf))) {
    if (parent === undefined || parent.standing !== "named" || parent.base !== parent.relation) continue;
    const row = context.rowsOf(parent.relation).findLast(({ person }) => person === actor.person)?.row;
    const only = row === undefined ? undefined : rowsCondition(parent.relation, [row]);
    if (row === undefined || only === undefined) continue;
    for (const constraint of keysTo(child.relation, parent.relation)) {
      const setup = putByVictim(context, child, underParent(child.relation, constraint, row));
      if (setup.length === 0) continue;
      for (const act of actsOn(context, parent, constraint, row, only)) {
        yield* actOnParent(context, child, parent, act, { actor, setup, statements: [act.statement] });
      }
    }
  }
}

/** What a actor does to a parent row, and what the key then does to its children. */
interface Act {
  readonly command: "delete" | "update";
  readonly verb: string;
  readonly statement: string;
}

/** What sets the key off: the row goes, or one of the columns that it refers to changes. */
function actsOn(
  context: AttackContext,
  { relation }: Target,
  { onDelete, definition, references }: Constraint,
  row: TextRow,
  only: string,
): readonly Act[] {
  const name = identifier(relation.schema, relation.name);
  const deletion = sql`delete from ${name} where ${raw(only)}`.text;
  const deletes: readonly Act[] = acts.test(onDelete ?? "")
    ? [{ command: "delete", verb: "deleted", statement: deletion }]
    : [];
  if (!onUpdate.test(definition)) return deletes;
  const updates = (references?.columns ?? []).flatMap((column): readonly Act[] => {
    const [value] = context.seeded.otherValues(relation, column, row[column] ?? null);
    if (value === undefined || isPersons(context, row[column])) return [];
    const set = sql`update ${name} set ${identifier(column)} = ${raw(value)} where ${raw(only)}`.text;
    return [{ command: "update", verb: "given another key", statement: set }];
  });
  return [...deletes, ...updates];
}

const acts = /^(?:cascade|set null|set default)$/;

/** As `pg_get_constraintdef` prints it. */
const onUpdate = / ON UPDATE (?:CASCADE|SET NULL|SET DEFAULT)/;

/** A key that is somebody's id is given away by other attacks. */
function isPersons({ seeded }: AttackContext, value: string | null | undefined): boolean {
  return seeded.persons.some(({ id }) => id === value);
}

/** The child's rows are looked at, not the parent's: the write is told of the child. */
function* actOnParent(
  context: AttackContext,
  child: Target,
  parent: Target,
  { command, verb }: Act,
  attempt: Attempt,
): Steps<void> {
  const write: Write = {
    attack: `${command}/by-key-action`,
    command,
    attempt,
    why: `a foreign key acts when a row of ${objectOf(parent.object)} is ${verb}, as the table's owner and past every policy, and other users may put rows under it`,
    fix: `keep rows within a parent of the same owner (within in the contract), or let the key restrict instead`,
  };
  const effect = withoutUnchanged(yield* tryWrite(context, child, write));
  if (effect.error !== null) return;
  const { deleted, updated } = effect.changes;
  const done = deleted.length > 0 ? "delete" : "update";
  if (isKeyAgainst(child, parent, attempt.actor.role, done)) {
    yield* judge(context, child, write, { ...effect, beside: [] });
  } else if (deleted.length + updated.length > 0) {
    noteKey(context, child, parent, `${verb}, ${done === "delete" ? "go" : "change"}`);
  }
}

function noteKey(context: AttackContext, child: Target, parent: Target, done: string): void {
  context.observed.note({
    id: "proof/by-key",
    object: child.object,
    message: `when a row of ${objectOf(parent.object)} is ${done} with it all rows of ${objectOf(child.object)} that stand under it, other users' too`,
    why: "a foreign key acts as the table's owner and past every policy; if that is not meant, keep the rows within a parent of the same owner",
  });
}

/** The keys to a parent that do something when its row goes or gets another key. */
function keysTo(child: Relation, parent: Relation): readonly Constraint[] {
  return child.constraints.filter(({ references, onDelete, definition }) => {
    if (references === null || keyOf(references) !== keyOf(parent)) return false;
    return acts.test(onDelete ?? "") || onUpdate.test(definition);
  });
}

/** The columns that put a row of the child under a parent row. */
function underParent(
  child: Relation,
  { columns, references }: Constraint,
  row: TextRow,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns.map((column, at) => {
      const value = row[references?.columns[at] ?? ""] ?? null;
      return [column, typedValue(child.columns, column, { [column]: value })];
    }),
  );
}

/** The victim's own insert; none where they cannot make up a row. */
function putByVictim(
  context: AttackContext,
  child: Target,
  values: Readonly<Record<string, string>>,
): readonly string[] {
  const { base } = child;
  const user = context.seeded.persons.find(({ name }) => name === victim);
  const rowInsert = base === undefined ? undefined : rowInsertFor(context, base, victim, 1);
  if (base === undefined || user === undefined || rowInsert === undefined) return [];
  const claims = JSON.stringify(honestClaims(user));
  const standsFor = { own: "owner", others: "stranger" };
  const actor: Actor = {
    name: victim,
    role: "authenticated",
    claims,
    person: victim,
    userId: user.id,
    standsFor,
  };
  const named = namedColumns(child, base, actor, {
    ...rowInsert,
    values: { ...rowInsert.values, ...values },
  });
  // A key that holds the owner too keeps the row under the victim's own parent.
  const insert = insertOf(child, named.values);
  // A key that is checked late is checked when the victim's own request ends.
  return [...rowInsert.setup, ...context.asActor(actor, [insert, "set constraints all immediate"])];
}
