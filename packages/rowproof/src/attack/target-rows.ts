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

/** A seeded row that a actor tries to reach, and whether the contract lets them. */
export interface TargetRow {
  readonly row: SeededRow;
  readonly expected: boolean;
  /** The matrix's column that the attempt belongs to. */
  readonly actor: string;
}

/** The seeded rows under a target, each with what the contract says. Of a relation that it does not name: none may be reached. */
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
          actor,
          table,
          base,
          command,
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

/** How a subject of the ledger names a row. */
export function subjectOf({ table, person, row }: SeededRow): string {
  return JSON.stringify([table, person, row]);
}

/** Whose row it is, seen from the actor. */
export function ownerOf({ person }: Pick<SeededRow, "person">, actor: Actor): RowOwner {
  if (person === actor.person) return "own";
  return person === "nobody" ? "nobody" : "other";
}

/** The seeded row under a target that a row is, by its key or as a whole. */
export function seededRow(
  context: AttackContext,
  { base, relation }: Target,
  row: TextRow,
): SeededRow | undefined {
  if (base === undefined) return undefined;
  return context.under.get(keyOf(relation))?.find((one) => sameRow(base, one.row, row));
}
