import type { Relation } from "../../catalog/facts.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import type { Attempt, TextRow } from "../session.js";
import { keyOf } from "../table-key.js";
import { accessTo, type Target } from "../target.js";
import { actorFor, plantedRow, whose } from "./aims.js";
import { allowedAfter, rowsAfter } from "./allowance.js";
import type { Change } from "./changed-rows.js";
import { rowsCondition } from "./conditions.js";
import { readOf, shows } from "./shown.js";
import { circumstance, subjectOf } from "./trial.js";

/** A caller, and what the tables' owner has changed before they try. */
export interface Circumstance {
  readonly caller: Caller;
  readonly change: Change;
  readonly setup: readonly string[];
}

/** Reads everything after the change, and holds each row that came, or did not, against what the contract says then. */
export async function readIn(
  scene: Scene,
  target: Target,
  base: Relation,
  given: Circumstance,
): Promise<void> {
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
    recordRead(scene, target, given, {
      row,
      isSeen,
      may: may[at] === true,
      sqlstate: outcome.error?.sqlstate,
    });
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
      breachOf(
        scene,
        target,
        { caller, setup, statements: [readOf(target)] },
        {
          attack: "select/circumstance",
          command: "select",
          sqlstate,
          what: `${caller.name} (${caller.role}) ${verb} select ${whose({ person: owner }, caller)} from ${nameOf(target.object)} ${circumstance(target, change)}`,
          why: "the contract and the policies differ in what they ask of that column",
          mend: "rowproof plan writes the policies as the contract has them",
        },
      ),
  });
}
