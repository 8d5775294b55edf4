import { readAccessText } from "../contract/edit/access-text.js";
import { typedName } from "../contract/edit/typed-name.js";
import { parseColumns } from "../plan/table/columns.js";
import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type FileCommandOptions, fileCommandOptions, option } from "./call/options.js";
import { onTarget } from "./project/target.js";
import { requireUsableName } from "./table/names.js";
import { addEntry, defaultViews } from "./table/new-entry.js";
import { newTableChange } from "./table/new-table-change.js";
import { rehearseChange } from "./table/rehearse-change.js";
import { lookAtDatabase, readProject } from "./table/situation.js";
import { type WrittenChange, writeChange } from "./table/write-change.js";

/** The options of {@link tableNew}. */
export interface TableNewCommandOptions extends FileCommandOptions {
  /** The table's name, as the database will have it. */
  readonly name: string;
  /** Its columns and constraints in SQL, as in `create table`. */
  readonly columns?: string | undefined;
  /** Who may do what with its rows, in TypeScript, as in the contract. */
  readonly access?: string | undefined;
  /** Its other names, with snake_case columns. Default: that of a PascalCase name. */
  readonly view?: readonly string[] | undefined;
  /** What the table is for. */
  readonly purpose?: string | undefined;
}

/** The result of {@link tableNew}. */
export type TableNewResult = WrittenChange;

const shape = {
  verb: "tableNew",
  options: {
    ...fileCommandOptions,
    name: option.anyText("the table's name"),
    columns: option.text(),
    access: option.text(),
    view: option.texts(),
    purpose: option.text(),
  },
};

/**
 * Writes the migration that makes a table, with its policies, grants, indexes and views, and its entry in the contract. The
 * migration is tried in a transaction that is rolled back; as long as that takes, other users of the tables wait.
 * @throws {RowproofError} where a name is taken, the columns are wrong, or the database does not match the contract
 * @example
 * import { tableNew } from "rowproof/commands";
 *
 * await tableNew({ name: "notes", columns: "title text not null", access: 'ownedBy("user_id")' });
 */
export function tableNew(options: TableNewCommandOptions): Promise<TableNewResult> {
  return callCommand(shape, options, async (given, { signal }) => {
    const access = readAccessText(given.access);
    const columns = await parseColumns(given.columns);
    const project = await readProject(given);
    const { name } = typedName(given.name, project.contract);
    requireUsableName(name);
    const views = given.view ?? defaultViews(name);
    const edited = await addEntry(project, { key: given.name, access, views, purpose: given.purpose });
    return onTarget(project.contract, given, async ({ url }) => {
      const { change, rehearsed } = await onConnection(url, signal, async (client) => {
        const situation = await lookAtDatabase(client, project);
        const change = await newTableChange(situation, edited, columns);
        return { change, rehearsed: await rehearseChange(situation, change) };
      });
      signal.throwIfAborted();
      return writeChange(project, change, rehearsed);
    });
  });
}
