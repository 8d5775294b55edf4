import type { Contract } from "../../contract/contract.js";
import type { TableRenaming } from "../../contract/edit/rename-table.js";
import { type ContractTable, tableEntry, typedName } from "../../contract/edit/typed-name.js";
import { requireUsableName } from "./names.js";
import { otherSchema, sameNames } from "./rename-mistakes.js";

/** A table's two names, and the contract's tables of these names. */
export interface NamePair extends TableRenaming {
  readonly schema: string;
  readonly oldTable: ContractTable | undefined;
  readonly newTable: ContractTable | undefined;
}

/**
 * Reads the two names of the command line. The new one is in the old one's schema, with or without a prefix.
 * @throws {RowproofError} exit code 2: an unusable name, the same name twice, another schema
 */
export function readNames(contract: Contract, typedOld: string, typedNew: string): NamePair {
  const { schema, name: oldName } = typedName(typedOld, contract);
  const newName = nameWithin(schema, typedNew, contract.schemas);
  for (const name of [oldName, newName]) requireUsableName(name);
  if (oldName === newName) throw sameNames(oldName);
  const oldTable = tableEntry(contract, { schema, name: oldName });
  const newTable = tableEntry(contract, { schema, name: newName });
  const keyOf = (name: string, like: ContractTable | undefined) => {
    const plain = typedName(name, contract);
    const isEnough = plain.schema === schema && plain.name === name;
    return isEnough && (like === undefined || like.key === like.name) ? name : `${schema}.${name}`;
  };
  return {
    schema,
    oldName,
    newName,
    oldKey: oldTable?.key ?? keyOf(oldName, newTable),
    newKey: newTable?.key ?? keyOf(newName, oldTable),
    oldTable,
    newTable,
  };
}

function nameWithin(schema: string, typed: string, schemas: readonly string[]): string {
  const said = schemas.find((candidate) => typed.startsWith(`${candidate}.`));
  if (said !== undefined && said !== schema) throw otherSchema(schema, said);
  return said === undefined ? typed : typed.slice(said.length + 1);
}

/** Whether the contract lists a name among a table's aliases. */
export function hasAlias(table: ContractTable | undefined, name: string): boolean {
  return table?.aliases?.includes(name) === true;
}
