import type { Relation } from "../../catalog/facts.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import { attacker, victim } from "../cast.js";
import type { Scene } from "../scene.js";
import type { Attempt, TextRow } from "../session.js";
import { accessTo, keyOf, type Target } from "../target.js";
import { actorFor, whose } from "./aims.js";
import { allowedAfter, rowsAfter } from "./allowance.js";
import { type Change, changeOf, feasible } from "./changed-rows.js";
import { rowsCondition } from "./conditions.js";
import { control } from "./insert-trial.js";
import { readOf } from "./second-round.js";
import { shows } from "./select.js";
import { insertion, namedColumns, sowingFor } from "./sowing.js";
import { predicatesOf, spokenColumns, wordsOf } from "./spoken.js";
import { circumstance, plantedRow, recordUnreached, subjectOf, tryChanged } from "./trial.js";

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
    if (may.has("select")) await read(scene, target, base, { caller, change, setup });
    if (may.has("insert") && caller.person !== null) await insert(scene, target, base, { caller, change, setup });
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

interface Circumstance {
  readonly caller: Caller;
  readonly change: Change;
  readonly setup: readonly string[];
}

async function read(scene: Scene, target: Target, base: Relation, given: Circumstance): Promise<void> {
  const { caller, setup } = given;
  const planted = (scene.under.get(keyOf(base)) ?? []).map(({ row }) => row);
  const rows = await rowsAfter(scene, base, setup, rowsCondition(base, planted) ?? "false");
  if (rows.length === 0) return;
  const may = await allowedAfter(scene, target, caller, "select", { setup, rows });
  const attempt: Attempt = { caller, setup, statements: [readOf(target)] };
  const outcome = await scene.session.attempt(attempt);
  if (outcome === "setup") return;
  const came = outcome.results[0]?.rows ?? [];
  for (const [at, row] of rows.entries()) {
    const isSeen = came.some((one) => shows(target, one, row));
    recordRead(scene, target, given, { row, isSeen, may: may[at] === true, sqlstate: outcome.error?.sqlstate });
  }
}

interface Reading {
  readonly row: TextRow;
  readonly isSeen: boolean;
  readonly may: boolean;
  readonly sqlstate: string | undefined;
}

function recordRead(
  scene: Scene,
  target: Target,
  { caller, change, setup }: Circumstance,
  { row, isSeen, may, sqlstate }: Reading,
): void {
  const owner = plantedRow(scene, target, row)?.person ?? "nobody";
  const kind = accessTo(target, caller.role, "select")?.rows.kind;
  if (!isSeen && (!may || (kind !== "where" && kind !== "member"))) return;
  if (sqlstate !== undefined && sqlstate !== "42501") return;
  const verb = isSeen ? "can" : "cannot";
  scene.ledger.record({
    object: target.object,
    actor: actorFor(caller, owner),
    command: "select",
    subject: `${subjectOf(change, owner)} ${JSON.stringify(row)}`,
    expected: may,
    result: isSeen ? "reached" : "missed",
    said: sqlstate,
    breach: () =>
      breachOf(scene, target, { caller, setup, statements: [readOf(target)] }, {
        attack: "select/circumstance",
        command: "select",
        sqlstate,
        what: `${caller.name} (${caller.role}) ${verb} select ${whose({ person: owner }, caller)} from ${nameOf(target.object)} ${circumstance(scene, target, change)}`,
        why: "the contract and the policies differ in what they ask of that column",
        mend: "rowproof plan writes the policies as the contract has them",
      }),
  });
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
