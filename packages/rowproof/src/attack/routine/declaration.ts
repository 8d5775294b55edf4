import type { RelationName, Routine } from "../../catalog/facts.js";
import type { ContractRole } from "../../contract/contract.js";
import { qualifiedName } from "../../contract/tables.js";
import type { AttackContext } from "../context.js";

/** What the contract says about a routine. */
export interface RoutineDeclaration {
  readonly execute: readonly ContractRole[];
  readonly reaches: readonly string[];
}

export function declarationOf(
  { contract }: Pick<AttackContext, "contract">,
  routine: Routine,
): RoutineDeclaration {
  const found = Object.entries(contract.routines).filter(([key]) => {
    const { schema, name } = qualifiedName(key, contract.schemas);
    return schema === routine.schema && name === routine.name;
  });
  return {
    execute: found.flatMap(([, { execute }]) => execute),
    reaches: found.flatMap(([, { reaches }]) => reaches ?? []),
  };
}

/** Whether a routine may show and change a table beyond what the table's access says. */
export function isReached(
  { contract }: Pick<AttackContext, "contract">,
  { reaches }: RoutineDeclaration,
  { schema, name }: RelationName,
): boolean {
  return reaches.some((key) => {
    const table = qualifiedName(key, contract.schemas);
    // A table beneath the exposed schemas is only ever named in full.
    return (table.schema === schema && table.name === name) || key === `${schema}.${name}`;
  });
}
