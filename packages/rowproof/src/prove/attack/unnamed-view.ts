import type { Relation } from "../../catalog/facts.js";
import { identifier, raw, sql } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import { type Caller, isPlain } from "../caller.js";
import { newcomer, victim } from "../cast.js";
import type { Scene } from "../scene.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import { aimsOf } from "./aims.js";
import { judgeThrough } from "./judge.js";
import { recordMissed } from "./missed.js";
import { sowingFor } from "./sowing.js";
import { type Effect, tryWrite, type Write } from "./write.js";

/**
 * Writes through a view that the contract does not name. What it may do is what the contract says of the tables beneath:
 * they are looked at afterwards, whichever they are.
 */
export async function attackUnnamedView(scene: Scene, view: Target, caller: Caller): Promise<void> {
  for (const write of [...writesOf(scene, view, caller), ...insertsOf(scene, view, caller)]) {
    const aims = await aimsOf(scene, view, caller, write.command);
    const effect = await tryWrite(scene, view, write);
    const changed = await judgeThrough(scene, view, write, effect);
    recordKept(scene, view, write, effect);
    if (!changed && write.command !== "insert") recordMissed(scene, view, write, effect, aims);
  }
}

/** A unique key is asked only once access has let the row in: that it alone stood in the way is a leak. */
function recordKept(scene: Scene, view: Target, write: Write, { error }: Effect): void {
  if (write.command !== "insert" || error === null || error === "setup" || error.sqlstate !== "23505") return;
  const { caller } = write.attempt;
  const what = `${caller.name} (${caller.role}) may insert a row in another's name through ${nameOf(view.object)}: only a unique key stood in the way`;
  scene.ledger.record({
    object: view.object,
    actor: caller.actors.others,
    command: "insert",
    subject: "stopped by a key",
    expected: false,
    result: "reached",
    odd: !isPlain(caller),
    breach: () =>
      breachOf(scene, view, write.attempt, {
        attack: write.attack,
        command: "insert",
        what,
        sqlstate: error.sqlstate,
      }),
  });
}

function writesOf(scene: Scene, { relation }: Target, caller: Caller): readonly Write[] {
  const name = identifier(relation.schema, relation.name);
  const bound = boundNames(scene, relation);
  const columns = relation.columns
    .toSorted((left, right) => Number(bound.has(left.name)) - Number(bound.has(right.name)))
    .map((column) => ({ ...column, name: identifier(column.name) }));
  const texts = columns.filter(({ type }) => /^(?:text|character varying)$/.test(type));
  const update = (statement: string): Write => ({
    attack: "update/through-view",
    command: "update",
    attempt: { caller, statements: [statement] },
  });
  return [
    ...columns
      .slice(0, 1)
      .map((column) => update(sql`update ${name} set ${column.name} = ${column.name}`.text)),
    ...texts.slice(0, 2).map((column) => update(sql`update ${name} set ${column.name} = 'changed'`.text)),
    {
      attack: "delete/through-view",
      command: "delete",
      attempt: { caller, statements: [sql`delete from ${name}`.text] },
    },
  ];
}

/** What a column is called, beneath the view, that cannot hold the same in every row: a key stands in the way of that, not access. */
function boundNames(scene: Scene, { reads }: Relation): ReadonlySet<string> {
  const read = new Set(reads.map(keyOf));
  const bases = scene.targets.map(({ relation }) => relation).filter((one) => read.has(keyOf(one)));
  return new Set(
    bases.flatMap(({ constraints, indexes }) => [
      ...constraints.flatMap(({ kind, columns }) => (kind === "not null" ? [] : columns)),
      ...indexes.flatMap(({ unique, columns }) => (unique ? columns.filter((one) => one !== null) : [])),
    ]),
  );
}

/** A row in another's name, in the columns that the view shares with a table it reads. */
function insertsOf(scene: Scene, { relation }: Target, caller: Caller): readonly Write[] {
  const there = new Set(relation.columns.map(({ name }) => name));
  const read = new Set(relation.reads.map(keyOf));
  const bases = scene.targets.filter((one) => one.base === one.relation && read.has(keyOf(one.relation)));
  return bases.flatMap(({ relation: base }) =>
    [newcomer, victim].flatMap((person): readonly Write[] => {
      const values = Object.entries(sowingFor(scene, base, person)?.values ?? {}).filter(([name]) =>
        there.has(name),
      );
      if (values.length === 0) return [];
      const columns = raw(values.map(([name]) => identifier(name).text).join(", "));
      const row = raw(values.map(([, value]) => value).join(", "));
      const insert =
        sql`insert into ${identifier(relation.schema, relation.name)} (${columns}) values (${row})`.text;
      return [
        { attack: "insert/through-view", command: "insert", attempt: { caller, statements: [insert] } },
      ];
    }),
  );
}
