import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type FileCommandOptions, fileCommandOptions, option } from "./call/options.js";
import { onTarget } from "./project/target.js";
import { beginRename } from "./table/begin-rename.js";
import { dropOldName } from "./table/drop-old-name.js";
import { finishRename } from "./table/finish-rename.js";
import { rehearseChange } from "./table/rehearse-change.js";
import { twoPhases } from "./table/rename-mistakes.js";
import { readNames } from "./table/renaming.js";
import { lookAtDatabase, readProject } from "./table/situation.js";
import { type WrittenChange, writeChange } from "./table/write-change.js";

/** The options of {@link tableRename}. */
export interface TableRenameCommandOptions extends FileCommandOptions {
  /** The name that the table has. */
  readonly old: string;
  /** The name that it gets. */
  readonly new: string;
  /** The second step: the rows go under the new name, the old one becomes a view. */
  readonly finish?: boolean | undefined;
  /** The last step: the old name goes, once nothing in the database uses it. */
  readonly dropOld?: boolean | undefined;
}

/** The result of {@link tableRename}. */
export type TableRenameResult = WrittenChange;

const shape = {
  verb: "tableRename",
  options: {
    ...fileCommandOptions,
    old: option.anyText("the table's present name"),
    new: option.anyText("the table's new name"),
    finish: option.flag(),
    dropOld: option.flag(),
  },
};

/**
 * Writes the migration of one of the three steps of a rename, and its edit of the contract. Both names work at every moment.
 * The migration is tried in a transaction that is rolled back; as long as that takes, other users of the tables wait.
 * @throws {RowproofError} where a name is taken, it is not this step's turn, or the database does not match the contract
 * @example
 * import { tableRename } from "rowproof/commands";
 *
 * await tableRename({ old: "notes", new: "entries" });
 */
export function tableRename(options: TableRenameCommandOptions): Promise<TableRenameResult> {
  return callCommand(shape, options, async (given, { signal }) => {
    const { finish = false, dropOld = false } = given;
    if (finish && dropOld) throw twoPhases();
    const step = finish ? finishRename : dropOld ? dropOldName : beginRename;
    const project = await readProject(given);
    const names = readNames(project.contract, given.old, given.new);
    const edited = await step.edit(project, names);
    return onTarget(project.contract, given, async ({ url }) => {
      const { change, notes, rehearsed } = await onConnection(url, signal, async (client) => {
        const situation = await lookAtDatabase(client, project);
        const planned = await step.plan(situation, edited, names);
        return { ...planned, rehearsed: await rehearseChange(situation, planned.change) };
      });
      signal.throwIfAborted();
      const written = await writeChange(project, change, rehearsed);
      return { ...written, notes: [...notes, ...written.notes] };
    });
  });
}
