import type { Relation } from "../catalog/facts.js";
import { breachOf } from "../judge/breach.js";
import { newcomer, victim } from "../seed/test-users.js";
import { objectOf } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, raw, sql } from "../sql/sql.js";
import { type Actor, isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import { recordMissed } from "./missed.js";
import { rowInsertFor } from "./new-row.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import { targetRowsOf } from "./target-rows.js";
import { type Effect, tryWrite, type Write } from "./write.js";
import { judgeThrough } from "./written-rows.js";

/**
 * Writes through a view that the contract does not name. What it may do is what the contract says of the tables beneath:
 * they are looked at afterwards, whichever they are.
 */
export function* attackUnnamedView(context: AttackContext, view: Target, actor: Actor): Steps<void> {
  for (const write of [...writesOf(context, view, actor), ...insertsOf(context, view, actor)]) {
    const targetRows = yield* targetRowsOf(context, view, actor, write.command);
    const effect = yield* tryWrite(context, view, write);
    const changed = yield* judgeThrough(context, view, write, effect);
    recordKept(context, view, write, effect);
    if (!changed && write.command !== "insert") recordMissed(context, view, write, effect, targetRows);
  }
}

/** A unique key is asked only once access has let the row in: that it alone stood in the way is a leak. */
function recordKept(context: AttackContext, view: Target, write: Write, { error }: Effect): void {
  if (write.command !== "insert" || error === null || error === "setup" || error.sqlstate !== "23505") return;
  const { actor } = write.attempt;
  const what = `${actor.name} (${actor.role}) may insert a row in another's name through ${objectOf(view.object)}: only a unique key stood in the way`;
  context.observed.record({
    object: view.object,
    actor: actor.standsFor.others,
    command: "insert",
    subject: "stopped by a key",
    expected: false,
    result: "reached",
    odd: !isPlain(actor),
    breach: () =>
      breachOf(context, view, write.attempt, {
        attack: write.attack,
        command: "insert",
        what,
        sqlstate: error.sqlstate,
      }),
  });
}

function writesOf(context: AttackContext, { relation }: Target, actor: Actor): readonly Write[] {
  const name = identifier(relation.schema, relation.name);
  const bound = boundNames(context, relation);
  const columns = relation.columns
    .toSorted((left, right) => Number(bound.has(left.name)) - Number(bound.has(right.name)))
    .map((column) => ({ ...column, name: identifier(column.name) }));
  const texts = columns.filter(({ type }) => /^(?:text|character varying)$/.test(type));
  const update = (statement: string): Write => ({
    attack: "update/through-view",
    command: "update",
    attempt: { actor, statements: [statement] },
  });
  return [
    ...columns
      .slice(0, 1)
      .map((column) => update(sql`update ${name} set ${column.name} = ${column.name}`.text)),
    ...texts.slice(0, 2).map((column) => update(sql`update ${name} set ${column.name} = 'changed'`.text)),
    {
      attack: "delete/through-view",
      command: "delete",
      attempt: { actor, statements: [sql`delete from ${name}`.text] },
    },
  ];
}

/** What a column is called, beneath the view, that cannot hold the same in every row: a key stands in the way of that, not access. */
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

/** A row in another's name, in the columns that the view shares with a table it reads. */
function insertsOf(context: AttackContext, { relation }: Target, actor: Actor): readonly Write[] {
  const there = new Set(relation.columns.map(({ name }) => name));
  const read = new Set(relation.reads.map(keyOf));
  const bases = context.targets.filter((one) => one.base === one.relation && read.has(keyOf(one.relation)));
  return bases.flatMap(({ relation: base }) =>
    [newcomer, victim].flatMap((person): readonly Write[] => {
      const values = Object.entries(rowInsertFor(context, base, person)?.values ?? {}).filter(([name]) =>
        there.has(name),
      );
      if (values.length === 0) return [];
      const columns = raw(values.map(([name]) => identifier(name).text).join(", "));
      const row = raw(values.map(([, value]) => value).join(", "));
      const insert =
        sql`insert into ${identifier(relation.schema, relation.name)} (${columns}) values (${row})`.text;
      return [{ attack: "insert/through-view", command: "insert", attempt: { actor, statements: [insert] } }];
    }),
  );
}
