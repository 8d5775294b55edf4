import type { Constraint, Relation } from "../catalog/facts.js";
import { victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { type Actor, honestClaims } from "./actor.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { withoutUnchanged } from "./changed-rows.js";
import { rowsCondition, typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { WriteOn } from "./missed.js";
import { insertOf, namedColumns, rowInsertFor } from "./new-row.js";
import type { TextRow } from "./session.js";
import { isKeyAgainst } from "./side-effect.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/**
 * What a foreign key does when an actor deletes a row of their own, or changes its key, while another user's row refers to it. The
 * other user can lose the row, its link or its values. Keys act as the table's owner (documentation, "Row Security Policies").
 */
export const deleteByKeyAction: TableAttack = {
  id: "delete/by-key-action",
  command: "delete",
  tries: "deletes a row of the actor's own that another user's row refers to",
  applies: isTried,
  attempts: (visit) => actByKey(visit, deleteByKeyAction, "delete"),
};

export const updateByKeyAction: TableAttack = {
  id: "update/by-key-action",
  command: "update",
  tries: "changes the key of a row of the actor's own that another user's row refers to",
  applies: isTried,
  attempts: (visit) => actByKey(visit, updateByKeyAction, "update"),
};

function isTried({ context, target, actor }: TableVisit): boolean {
  return (
    actor.oddity === undefined &&
    target.standing === "named" &&
    actor.standsFor.own === "owner" &&
    target.base === target.relation &&
    actor.person !== null &&
    !context.live
  );
}

function* actByKey(visit: TableVisit, attack: TableAttack, command: "delete" | "update"): Steps<void> {
  const { context, target: child, actor } = visit;
  const parents = child.relation.constraints.flatMap(({ references }) =>
    references === null ? [] : [references],
  );
  for (const parent of new Set(parents.map(context.targetOf))) {
    if (parent === undefined || parent.standing !== "named" || parent.base !== parent.relation) continue;
    const row = context.rowsOf(parent.relation).findLast(({ person }) => person === actor.person)?.row;
    if (row === undefined) continue;
    for (const constraint of keysTo(child.relation, parent.relation)) {
      const setup = putByVictim(context, child, underParent(child.relation, constraint, row));
      if (setup.length === 0) continue;
      for (const act of actsOn(context, parent, constraint, row).filter((one) => one.command === command)) {
        const attempt = { actor, setup, statements: [act.statement] };
        yield* actOnParent({ context, target: child, write: { attack, command, attempt } }, parent, act);
      }
    }
  }
}

/** The statement on a parent row that makes the foreign key act. */
interface ParentAct {
  readonly command: "delete" | "update";
  readonly done: "deleted" | "given another key";
  readonly statement: string;
}

/** What makes the foreign key act: the row is deleted, or a column that the key refers to changes. */
function actsOn(
  context: AttackContext,
  { relation }: Target,
  { onDelete, definition, references }: Constraint,
  row: TextRow,
): readonly ParentAct[] {
  const only = rowsCondition(relation, [row]);
  if (only === undefined) return [];
  const name = identifier(relation.schema, relation.name);
  const deletion = sql`delete from ${name} where ${raw(only)}`.text;
  const deletes: readonly ParentAct[] = acts.test(onDelete ?? "")
    ? [{ command: "delete", done: "deleted", statement: deletion }]
    : [];
  if (!onUpdate.test(definition)) return deletes;
  const updates = (references?.columns ?? []).flatMap((column): readonly ParentAct[] => {
    const [value] = context.seeded.otherValues(relation, column, row[column] ?? null);
    if (value === undefined || isPersons(context, row[column])) return [];
    const set = sql`update ${name} set ${identifier(column)} = ${raw(value)} where ${raw(only)}`.text;
    return [{ command: "update", done: "given another key", statement: set }];
  });
  return [...deletes, ...updates];
}

const acts = /^(?:cascade|set null|set default)$/;

/** As `pg_get_constraintdef` prints it. */
const onUpdate = / ON UPDATE (?:CASCADE|SET NULL|SET DEFAULT)/;

/** Other attacks change a key that is a user's id. */
function isPersons({ seeded }: AttackContext, value: string | null | undefined): boolean {
  return seeded.persons.some(({ id }) => id === value);
}

/** Only the child's rows are judged, not the parent's: the write is about the child. */
function* actOnParent(
  { context, target: child, write }: WriteOn,
  parent: Target,
  { done }: ParentAct,
): Steps<void> {
  const caused: Write = { ...write, cause: { kind: "key action", parent: parent.object, done } };
  const result = withoutUnchanged(yield* tryWrite(context, child, caused));
  if (result.error !== null) return;
  const { deleted, updated } = result.changes;
  const effect = deleted.length > 0 ? "delete" : "update";
  if (isKeyAgainst(child, parent, write.attempt.actor.role, effect)) {
    yield* judgeWrite({ context, target: child, write: caused }, { ...result, elsewhere: [] });
  } else if (deleted.length + updated.length > 0) {
    context.observed.note({ kind: "by key", object: child.object, parent: parent.object, done, effect });
  }
}

/** The foreign keys to a parent that act when its row is deleted or its key changes. */
function keysTo(child: Relation, parent: Relation): readonly Constraint[] {
  return child.constraints.filter(({ references, onDelete, definition }) => {
    if (references === null || keyOf(references) !== keyOf(parent)) return false;
    return acts.test(onDelete ?? "") || onUpdate.test(definition);
  });
}

/** The values that make a row of the child refer to a parent row. */
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

/** The victim's own insert; none if no row can be generated for them. */
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
  const named = namedColumns(
    { target: child, base, actor },
    {
      ...rowInsert,
      values: { ...rowInsert.values, ...values },
    },
  );
  // A key that includes the owner allows only the victim's own parent.
  const insert = insertOf(child, named.values);
  // A deferred key is checked at the end of the victim's own request.
  return [...rowInsert.setup, ...context.asActor(actor, [insert, "set constraints all immediate"])];
}
