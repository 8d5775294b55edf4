import type { Command } from "../../contract/contract.js";
import type { Caller } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { sameRow } from "../state.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";

/** A planted row that a caller tries to reach, and whether the contract lets them. */
export interface Aim {
  readonly row: PlantedRow;
  readonly expected: boolean;
  /** The matrix's column that the attempt belongs to. */
  readonly actor: string;
}

/** The planted rows under a target, each with what the contract says. Of a relation that it does not name: none may be reached. */
export async function aimsOf(
  scene: Scene,
  target: Target,
  caller: Caller,
  command: Command,
): Promise<readonly Aim[]> {
  const rows = scene.under.get(keyOf(target.relation)) ?? [];
  const { table, base } = target;
  const answers =
    table === undefined || base === undefined
      ? []
      : await scene.reach.among(
          caller,
          table,
          base,
          command,
          rows.map(({ row }) => row),
        );
  return rows.map((row, at) => ({
    row,
    expected: answers[at] === true,
    actor: actorFor(caller, row.person),
  }));
}

export function actorFor({ person, actors }: Caller, owner: string): string {
  return owner === person ? actors.own : actors.others;
}

/** How a subject of the ledger names a row. */
export function subjectOf({ table, person, row }: PlantedRow): string {
  return JSON.stringify([table, person, row]);
}

/** Whose row it is, for people. */
export function whose({ person }: Pick<PlantedRow, "person">, caller: Caller): string {
  if (person === caller.person) return "a row of their own";
  return person === "nobody" ? "a row that is nobody's" : "a row of another user's";
}

/** The planted row under a target that a row is, by its key or as a whole. */
export function plantedRow(scene: Scene, { base, relation }: Target, row: TextRow): PlantedRow | undefined {
  if (base === undefined) return undefined;
  return scene.under.get(keyOf(relation))?.find((one) => sameRow(base, one.row, row));
}
