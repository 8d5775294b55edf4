import { openTarget } from "../../commands/project/target.js";
import { beginRename } from "../../commands/table/begin-rename.js";
import { dropOldName } from "../../commands/table/drop-old-name.js";
import { finishRename } from "../../commands/table/finish-rename.js";
import { rehearseChange } from "../../commands/table/rehearse-change.js";
import { twoPhases } from "../../commands/table/rename-mistakes.js";
import { readNames } from "../../commands/table/renaming.js";
import { lookAtDatabase, readProject } from "../../commands/table/situation.js";
import { writeChange } from "../../commands/table/write-change.js";
import { onConnection } from "../../sql/session.js";
import type { CommandRun, CommonOptions } from "../command.js";

interface RenameTableCommand extends CommonOptions {
  readonly old: string;
  readonly new: string;
  readonly finish?: boolean;
  readonly dropOld?: boolean;
}

/**
 * `rowproof table rename`: one of the three steps in which a table gets another name, so that at no moment a program that
 * says either of them fails.
 */
export const tableRename: CommandRun<RenameTableCommand> = async (options, context) => {
  const { finish = false, dropOld = false } = options;
  if (finish && dropOld) throw twoPhases();
  const phase = finish ? finishRename : dropOld ? dropOldName : beginRename;
  const project = await readProject(options);
  const names = readNames(project.contract, options.old, options.new);
  const edited = await phase.edit(project, names);
  const target = await openTarget(project.contract, options);
  try {
    const { change, notes, rehearsed } = await onConnection(target.url, context.signal, async (client) => {
      const situation = await lookAtDatabase(client, project);
      const planned = await phase.plan(situation, edited, names);
      return { ...planned, rehearsed: await rehearseChange(situation, planned.change) };
    });
    const told = { command: "table rename", flags: target.flags, notes };
    return await writeChange(project, change, rehearsed, told, context);
  } finally {
    await target.close();
  }
};
