import { addTable, type TableEntry } from "../../contract/edit/add-table.js";
import { requireEffect } from "../../contract/edit/effect.js";
import { loadEdited } from "../../contract/edit/load-edited.js";
import { type ContractTable, tableEntry, typedName } from "../../contract/edit/typed-name.js";
import { snakeCase } from "../../contract/naming.js";
import type { EditedContract } from "./change.js";
import { requireFreeInContract } from "./names.js";
import type { Project } from "./situation.js";

/** A contract with the entry of a new table. */
export interface ContractWithTable extends EditedContract {
  readonly table: ContractTable;
}

/**
 * Adds a table's entry to the contract.
 * @throws {RowproofError} exit code 2 where a name is taken, or the entry cannot be added to the file
 */
export async function addEntry({ contract, source }: Project, entry: TableEntry): Promise<ContractWithTable> {
  const { file } = contract;
  const name = typedName(entry.key, contract);
  requireFreeInContract(contract, name);
  const text = addTable(file, source, entry);
  const edited = await loadEdited(file, text, `table ${entry.key}`);
  const table = tableEntry(edited, name);
  const own = { [entry.key]: edited.tables[entry.key] };
  const byHand = "put the table's entry in by hand, then run rowproof plan --write NAME";
  requireEffect(contract, edited, { ...contract.tables, ...own }, byHand);
  if (table === undefined) throw new TypeError("a table that was just found is gone");
  return { contract: edited, source: text, table };
}

/** The default views of a table: a name with capitals has another in snake_case, unless it is more than a word of letters and digits. */
export function defaultViews(name: string): readonly string[] {
  const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && /\p{Lu}/u.test(name);
  return plain ? [snakeCase(name)] : [];
}
