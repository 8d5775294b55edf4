import type { Relation } from "../catalog/facts.js";
import { newcomer, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { isPlain } from "./actor.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import type { AttackContext } from "./context.js";
import { recordMissed } from "./missed.js";
import { rowInsertFor } from "./new-row.js";
import type { Steps } from "./steps.js";
import { targetRowsOf } from "./target-rows.js";
import { tryWrite, type Write, type WriteCommand, type WriteResult } from "./write.js";
import { judgeThrough } from "./written-rows.js";

/*
 * Writes through a view that the contract does not name. The contract's access to the tables under it decides
 * what is allowed: all changed tables are compared with the contract afterwards.
 */
export const updateThroughView: RelationAttack = {
  id: "update/through-view",
  command: "update",
  tries: "updates through a view that the contract does not name",
  applies: isUnnamedView,
  attempts: (visit) => writeThrough(visit, updateThroughView, "update", updatesOf(visit)),
};

export const deleteThroughView: RelationAttack = {
  id: "delete/through-view",
  command: "delete",
  tries: "deletes through a view that the contract does not name",
  applies: isUnnamedView,
  attempts: (visit) => {
    const { schema, name } = visit.target.relation;
    const statement = sql`delete from ${identifier(schema, name)}`.text;
    return writeThrough(visit, deleteThroughView, "delete", [statement]);
  },
};

export const insertThroughView: RelationAttack = {
  id: "insert/through-view",
  command: "insert",
  tries: "inserts a row in another user's name through a view that the contract does not name",
  applies: isUnnamedView,
  attempts: (visit) => writeThrough(visit, insertThroughView, "insert", insertsOf(visit)),
};

function isUnnamedView({ target, actor }: RelationVisit): boolean {
  return target.base === undefined && actor.oddity === undefined;
}

function* writeThrough(
  { context, target, actor }: RelationVisit,
  attack: RelationAttack,
  command: WriteCommand,
  statements: readonly string[],
): Steps<void> {
  for (const statement of statements) {
    const write: Write = { attack, command, attempt: { actor, statements: [statement] } };
    const on = { context, target, write };
    const targetRows = yield* targetRowsOf(context, target, actor, command);
    const result = yield* tryWrite(context, target, write);
    const changed = yield* judgeThrough(on, result);
    if (command === "insert") recordStopped(on, result);
    else if (!changed) recordMissed(on, result, targetRows);
  }
}

/** A unique key is checked after access. If only the key prevented the insert, that is a leak. */
function recordStopped(
  { context, target, write }: Parameters<typeof judgeThrough>[0],
  { error }: WriteResult,
): void {
  if (error === null || error === "setup" || error.sqlstate !== "23505") return;
  const { attack, attempt } = write;
  const { actor } = attempt;
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.others,
    command: "insert",
    subject: "stopped by a key",
    expected: false,
    result: "reached",
    odd: !isPlain(actor),
    evidence: () => ({
      context,
      attack,
      attempt,
      effect: { kind: "stopped by key", command: "insert", object: target.object },
      on: target,
      sqlstate: error.sqlstate,
    }),
  });
}

function updatesOf({ context, target: { relation } }: RelationVisit): readonly string[] {
  const name = identifier(relation.schema, relation.name);
  const bound = boundNames(context, relation);
  const columns = relation.columns
    .toSorted((left, right) => Number(bound.has(left.name)) - Number(bound.has(right.name)))
    .map((column) => ({ ...column, name: identifier(column.name) }));
  const texts = columns.filter(({ type }) => /^(?:text|character varying)$/.test(type));
  return [
    ...columns.slice(0, 1).map((column) => sql`update ${name} set ${column.name} = ${column.name}`.text),
    ...texts.slice(0, 2).map((column) => sql`update ${name} set ${column.name} = 'changed'`.text),
  ];
}

/** The columns under the view that cannot have the same value in every row, because of a unique key. */
function boundNames(context: AttackContext, { reads }: Relation): ReadonlySet<string> {
  const read = new Set(reads.map(keyOf));
  const bases = context.targets.map(({ relation }) => relation).filter((one) => read.has(keyOf(one)));
  return new Set(
    bases.flatMap(({ constraints, indexes }) => [
      ...constraints.flatMap(({ kind, columns }) => (kind === "not null" ? [] : columns)),
      ...indexes.flatMap(({ unique, columns }) => (unique ? columns.filter((one) => one !== null) : [])),
    ]),
  );
}

/** A row in another user's name, with the columns that the view shares with a table that it reads. */
function insertsOf({ context, target: { relation } }: RelationVisit): readonly string[] {
  const there = new Set(relation.columns.map(({ name }) => name));
  const read = new Set(relation.reads.map(keyOf));
  const bases = context.targets.filter((one) => one.base === one.relation && read.has(keyOf(one.relation)));
  return bases.flatMap(({ relation: base }) =>
    [newcomer, victim].flatMap((person): readonly string[] => {
      const values = Object.entries(rowInsertFor(context, base, person)?.values ?? {}).filter(([name]) =>
        there.has(name),
      );
      if (values.length === 0) return [];
      const columns = raw(values.map(([name]) => identifier(name).text).join(", "));
      const row = raw(values.map(([, value]) => value).join(", "));
      const insert =
        sql`insert into ${identifier(relation.schema, relation.name)} (${columns}) values (${row})`.text;
      return [insert];
    }),
  );
}
