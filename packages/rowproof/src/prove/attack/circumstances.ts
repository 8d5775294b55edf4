import type { Relation } from "../../catalog/facts.js";
import type { Caller } from "../caller.js";
import { attacker, victim } from "../cast.js";
import type { Scene } from "../scene.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import { type Change, changeOf, feasible } from "./changed-rows.js";
import { control } from "./insert-trial.js";
import { type Circumstance, readIn } from "./reading.js";
import { insertion, namedColumns, sowingFor } from "./sowing.js";
import { predicatesOf, spokenColumns, wordsOf } from "./spoken.js";
import { recordUnreached, tryChanged } from "./trial.js";

/** How many changes are tried for one relation. */
const most = 16;

/**
 * What a caller reaches of a table once rows elsewhere, of which its policies or the contract speak, say something else:
 * another plan, a role, a project that is closed.
 */
export async function attackInCircumstances(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
): Promise<void> {
  const may = scene.privileges(target, caller.role);
  if (!may.has("select") && !may.has("insert")) return;
  for (const change of changesFor(scene, target, caller).slice(0, most)) {
    const setup = await feasible(scene, change);
    if (setup === undefined) continue;
    if (may.has("select")) await readIn(scene, target, base, { caller, change, setup });
    if (may.has("insert") && caller.person !== null)
      await insert(scene, target, base, { caller, change, setup });
  }
}

function changesFor(scene: Scene, target: Target, { person }: Caller): readonly Change[] {
  const text = wordsOf(scene, target);
  const persons = [person ?? attacker, victim];
  return tablesBehind(scene, target).flatMap((table) => {
    const rows = scene.rowsOf(table).filter((row) => persons.includes(row.person));
    return spokenColumns(scene, table, text).flatMap(({ column, values }) =>
      values.flatMap((value) => changeOf(table, rows, column.name, value) ?? []),
    );
  });
}

/** The tables on whose rows the access may hang, as far as the database or the contract says so. */
function tablesBehind(scene: Scene, target: Target): readonly Relation[] {
  const keys = new Set([
    ...scene.mentions.of(target.relation),
    ...scene.mentions.named(predicatesOf(target).join("\n")),
  ]);
  return scene.catalog.relations.filter(
    (relation) =>
      keys.has(keyOf(relation)) &&
      relation.kind === "table" &&
      relation.schema !== "auth" &&
      keyOf(relation) !== keyOf(target.relation),
  );
}

async function insert(scene: Scene, target: Target, base: Relation, given: Circumstance): Promise<void> {
  const { caller, change, setup } = given;
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  if (sowing === undefined) return;
  const own = namedColumns(target, base, caller, { ...sowing, setup: [...setup, ...sowing.setup] });
  const write = insertion(caller, "insert/circumstance", target, own);
  const effect = await tryChanged(scene, target, { write, change });
  if (effect.changes.inserted.length > 0 || effect.error === null || effect.error === "setup") return;
  const grown = await control(scene, base, own, caller);
  if (typeof grown !== "string") await recordUnreached(scene, target, { write, change, own: grown }, effect);
}
