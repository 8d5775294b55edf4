import type { RelationName, Routine } from "../../catalog/facts.js";
import type { ContractRole } from "../../contract/contract.js";
import { keyOf } from "../../sql/relation-key.js";
import type { AttackContext } from "../context.js";

/** What the contract says about a routine. */
export interface RoutineDeclaration {
  readonly execute: readonly ContractRole[];
  readonly reaches: readonly RelationName[];
}

export function declarationOf(
  { contract }: Pick<AttackContext, "contract">,
  routine: Routine,
): RoutineDeclaration {
  const found = contract.routines.filter((named) => keyOf(named) === keyOf(routine));
  return {
    execute: found.flatMap(({ execute }) => execute),
    reaches: found.flatMap(({ reached }) => reached),
  };
}

/** Whether the contract allows a routine to show and change a table beyond the table's access. */
export function isReached({ reaches }: RoutineDeclaration, relation: RelationName): boolean {
  return reaches.some((table) => keyOf(table) === keyOf(relation));
}
