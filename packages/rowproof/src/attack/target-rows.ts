import type { Command } from "../contract/contract.js";
import type { SeededRow } from "../seed/seeded.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { RowOwner } from "./effects/row-owner.js";
import type { TextRow } from "./session.js";
import { sameRow } from "./state.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";

/** A seeded row that an actor tries to reach, and whether the contract allows it. */
export interface TargetRow {
  readonly row: SeededRow;
  readonly expected: boolean;
  /** The matrix's column that the attempt belongs to. */
  readonly actor: string;
}

/** The seeded rows of a target, each with whether the contract allows it. It allows no row of a relation that it does not name. */
export function* targetRowsOf(
  context: AttackContext,
  target: Target,
  actor: Actor,
  command: Command,
): Steps<readonly TargetRow[]> {
  const rows = context.under.get(keyOf(target.relation)) ?? [];
  const { table, base } = target;
  const answers =
    table === undefined || base === undefined
      ? []
      : yield* context.reach.among(
          { actor, table, base, command },
          rows.map(({ row }) => row),
        );
  return rows.map((row, at) => ({
    row,
    expected: answers[at] === true,
    actor: actorNameFor(actor, row.person),
  }));
}

export function actorNameFor({ person, standsFor }: Actor, owner: string): string {
  return owner === person ? standsFor.own : standsFor.others;
}

/** The name of a row as the subject of an observation. */
export function subjectOf({ table, person, row }: SeededRow): string {
  return JSON.stringify([table, person, row]);
}

/** The owner of a row, from the actor's point of view. */
export function ownerOf({ person }: Pick<SeededRow, "person">, actor: Actor): RowOwner {
  if (person === actor.person) return "own";
  return person === "nobody" ? "nobody" : "other";
}

/** The seeded row that is the same as a row of a target, by its key or as a whole. */
export function seededRow(
  context: AttackContext,
  { base, relation }: Target,
  row: TextRow,
): SeededRow | undefined {
  if (base === undefined) return undefined;
  return context.under.get(keyOf(relation))?.find((one) => sameRow(base, one.row, row));
}
