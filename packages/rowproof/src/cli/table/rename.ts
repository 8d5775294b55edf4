import { onConnection } from "../../sql/session.js";
import type { CommandRun, CommonOptions } from "../command.js";
import { openTarget } from "../target.js";
import { beginRename } from "./begin-rename.js";
import { dropOldName } from "./drop-old-name.js";
import { finishRename } from "./finish-rename.js";
import { rehearseChange } from "./rehearse-change.js";
import { twoPhases } from "./rename-mistakes.js";
import { readNames } from "./renaming.js";
import { lookAtDatabase, readProject } from "./situation.js";
import { writeChange } from "./write-change.js";

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
