import { resolveContract } from "../../contract/resolved.js";
import type { GivenColumns } from "../../plan/table/columns.js";
import { createTable } from "../../plan/table/create.js";
import { newTable } from "../../plan/table/new-table.js";
import { touchOnUpdate } from "../../plan/table/touch.js";
import { displayName } from "../../sql/sql.js";
import type { TableChange } from "./change.js";
import { columnsRefused } from "./columns-refused.js";
import { migrationName } from "./migration-name.js";
import { requireFreeInDatabase } from "./names.js";
import type { ContractWithTable } from "./new-entry.js";
import { requireObedience, type Situation } from "./situation.js";

/** The change that makes a table of the contract in the database. */
export async function newTableChange(
  situation: Situation,
  { contract, source, table }: ContractWithTable,
  given: GivenColumns,
): Promise<TableChange> {
  const { catalog } = situation.context;
  const { schema, name, purpose } = table;
  for (const taken of [name, ...table.views]) requireFreeInDatabase(catalog, { schema, name: taken });
  requireObedience(situation);
  const resolved = resolveContract(contract, catalog);
  const entry = resolved.tableOf(table);
  if (entry === undefined) throw new TypeError("the edited contract lost the new table");
  const made = newTable({ table: entry, given, contract: resolved });
  const create = createTable(made);
  return {
    contract,
    source,
    name: migrationName("create", name),
    title: `Makes table ${displayName(schema, name)}${purpose === undefined ? "." : `: ${purpose}`}`,
    first: [create, ...(await touchOnUpdate(made))],
    last: [],
    isNew: (relation) => relation.schema === schema && relation.name === name,
    refused: (fault) => columnsRefused(table, fault),
  };
}
