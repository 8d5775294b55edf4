import type { Relation } from "../../catalog/facts.js";
import { identifier, raw, sql } from "../../sql/sql.js";
import { nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import { victim } from "../cast.js";
import type { Scene } from "../scene.js";
import type { Attempt } from "../session.js";
import { keyOf, type Target } from "../target.js";
import { rowsCondition, typedValue } from "./conditions.js";
import { namedColumns, sowingFor } from "./insert.js";
import { judge } from "./judge.js";
import { tryWrite, type Write } from "./write.js";

/**
 * What a foreign key does for whoever deletes a row of their own: another user puts a row under it, as far as they are let,
 * and loses it, or its link, with the parent. Keys act as the table's owner (documentation, "Row Security Policies").
 */
export async function attackByKeyAction(scene: Scene, child: Target, caller: Caller): Promise<void> {
  if (child.base !== child.relation || caller.person === null || scene.live) return;
  const parents = child.relation.constraints.flatMap(({ references }) =>
    references === null ? [] : [references],
  );
  for (const parent of new Set(parents.map(scene.targetOf))) {
    if (parent === undefined || parent.standing !== "named" || parent.base !== parent.relation) continue;
    const row = scene.rowsOf(parent.relation).findLast(({ person }) => person === caller.person)?.row;
    const only = row === undefined ? undefined : rowsCondition(parent.relation, [row]);
    if (row === undefined || only === undefined) continue;
    for (const values of underParent(child.relation, parent.relation, row)) {
      const setup = putByVictim(scene, child, values);
      const statements = [deletion(parent, only)];
      if (setup.length > 0) await deleteParent(scene, child, parent, { caller, setup, statements });
    }
  }
}

function deletion({ relation }: Target, only: string): string {
  return sql`delete from ${identifier(relation.schema, relation.name)} where ${raw(only)}`.text;
}

/** The child's rows are looked at, not the parent's: the write is told of the child. */
async function deleteParent(scene: Scene, child: Target, parent: Target, attempt: Attempt): Promise<void> {
  const write: Write = {
    attack: "delete/by-key-action",
    command: "delete",
    attempt,
    why: `a foreign key acts when a row of ${nameOf(parent.object)} is deleted, as the table's owner and past every policy, and other users may put rows under it`,
    mend: `keep rows within a parent of the same owner (within in the contract), or let the key restrict instead`,
  };
  const effect = await tryWrite(scene, child, write);
  if (effect.error === null) await judge(scene, child, write, { ...effect, beside: [] });
}

/** For each key that does something when its parent goes, the columns that put a row under a parent row. */
function underParent(
  child: Relation,
  parent: Relation,
  row: Readonly<Record<string, string | null>>,
): readonly Readonly<Record<string, string>>[] {
  return child.constraints
    .filter(({ references, onDelete }) => {
      if (references === null || keyOf(references) !== keyOf(parent)) return false;
      return onDelete === "cascade" || onDelete === "set null" || onDelete === "set default";
    })
    .map(({ columns, references }) =>
      Object.fromEntries(
        columns.map((column, at) => {
          const value = row[references?.columns[at] ?? ""] ?? null;
          return [column, typedValue(child.columns, column, { [column]: value })];
        }),
      ),
    );
}

/** The victim's own insert; none where they cannot make up a row. */
function putByVictim(
  scene: Scene,
  child: Target,
  values: Readonly<Record<string, string>>,
): readonly string[] {
  const { base } = child;
  const user = scene.planted.persons.find(({ name }) => name === victim);
  const sowing = base === undefined ? undefined : sowingFor(scene, base, victim, 1);
  if (base === undefined || user === undefined || sowing === undefined) return [];
  const claims = JSON.stringify({
    sub: user.id,
    role: "authenticated",
    aud: "authenticated",
    email: user.email,
  });
  const actors = { own: "owner", others: "stranger" };
  const caller: Caller = {
    name: victim,
    role: "authenticated",
    claims,
    person: victim,
    userId: user.id,
    actors,
  };
  const named = namedColumns(child, base, caller, { ...sowing, values: { ...sowing.values, ...values } });
  // A key that holds the owner too keeps the row under the victim's own parent.
  const columns = raw(
    Object.keys(named.values)
      .map((column) => identifier(column).text)
      .join(", "),
  );
  const insert = sql`insert into ${identifier(base.schema, base.name)} (${columns}) values (${raw(Object.values(named.values).join(", "))})`;
  return [...sowing.setup, ...scene.session.sentBy(caller, [insert.text])];
}
