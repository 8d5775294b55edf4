import { openTarget } from "../../commands/project/target.js";
import type { Change } from "../../commands/table/change.js";
import { columnsRefused } from "../../commands/table/columns-refused.js";
import { migrationName } from "../../commands/table/migration-name.js";
import {
  requireFreeInContract,
  requireFreeInDatabase,
  requireUsableName,
} from "../../commands/table/names.js";
import { rehearseChange } from "../../commands/table/rehearse-change.js";
import {
  lookAtDatabase,
  type Project,
  readProject,
  requireObedience,
  type Situation,
} from "../../commands/table/situation.js";
import { writeChange } from "../../commands/table/write-change.js";
import type { Contract } from "../../contract/contract.js";
import { readAccessText } from "../../contract/edit/access-text.js";
import { addTable, type TableEntry } from "../../contract/edit/add-table.js";
import { requireEffect } from "../../contract/edit/effect.js";
import { loadEdited } from "../../contract/edit/load-edited.js";
import { snakeCase } from "../../contract/naming.js";
import { resolveContract } from "../../contract/resolved.js";
import { type ContractTable, contractTables, qualifiedName } from "../../contract/tables.js";
import { type GivenColumns, parseColumns } from "../../plan/table/columns.js";
import { createTable } from "../../plan/table/create.js";
import { newTable } from "../../plan/table/new-table.js";
import { touchOnUpdate } from "../../plan/table/touch.js";
import { onConnection } from "../../sql/session.js";
import { displayName } from "../../sql/sql.js";
import type { CommandRun, CommonOptions } from "../command.js";

interface NewTableCommand extends CommonOptions {
  readonly name: string;
  readonly columns?: string;
  readonly access?: string;
  readonly view?: readonly string[];
  readonly purpose?: string;
}

/** `rowproof table new`: a migration that makes a table with all that its access needs, and its entry in the contract. */
export const tableNew: CommandRun<NewTableCommand> = async (options, context) => {
  const access = readAccessText(options.access);
  const given = await parseColumns(options.columns);
  const project = await readProject(options);
  const { name: key, purpose } = options;
  const { name } = qualifiedName(key, project.contract.schemas);
  requireUsableName(name);
  const views = options.view ?? otherNames(name);
  const edited = await editContract(project, { key, access, views, purpose });
  const target = await openTarget(project.contract, options);
  try {
    const { change, rehearsed } = await onConnection(target.url, context.signal, async (client) => {
      const situation = await lookAtDatabase(client, project);
      const planned = await planTable(situation, edited, given);
      return { change: planned, rehearsed: await rehearseChange(situation, planned) };
    });
    const told = { command: "table new", flags: target.flags, notes: [] };
    return await writeChange(project, change, rehearsed, told, context);
  } finally {
    await target.close();
  }
};

/** A name with capitals has another in snake_case, unless it is more than a word of letters and digits. */
function otherNames(name: string): readonly string[] {
  const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && /\p{Lu}/u.test(name);
  return plain ? [snakeCase(name)] : [];
}

/** The contract with the table's entry. */
interface EditedContract {
  readonly contract: Contract;
  readonly source: string;
  readonly table: ContractTable;
}

async function editContract({ contract, source }: Project, entry: TableEntry): Promise<EditedContract> {
  const { file, schemas } = contract;
  requireFreeInContract(contract, qualifiedName(entry.key, schemas));
  const text = addTable(file, source, entry);
  const edited = await loadEdited(file, text, `table ${entry.key}`);
  const table = contractTables(edited).find(({ key }) => key === entry.key);
  const own = { [entry.key]: edited.tables[entry.key] };
  const byHand = "put the table's entry in by hand, then run rowproof plan --write NAME";
  requireEffect(contract, edited, { ...contract.tables, ...own }, byHand);
  if (table === undefined) throw new TypeError("a table that has just been found is gone");
  return { contract: edited, source: text, table };
}

async function planTable(
  situation: Situation,
  { contract, source, table }: EditedContract,
  given: GivenColumns,
): Promise<Change> {
  const { catalog } = situation.subject;
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
