import { type UpResult, up } from "../commands/up.js";
import { renderChecklist, summarise } from "../report/checklist.js";
import { shortPath } from "../report/diagnostic.js";
import type { Style } from "../report/style.js";
import { counted } from "../sql/list.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";
import { askAtTerminal } from "./confirmation.js";

interface UpFlags extends CommonFlags {
  readonly dryRun?: boolean;
  readonly backup: boolean;
  readonly yes?: boolean;
  /** Milliseconds, as all times. */
  readonly lockWait: number;
  readonly statementTimeout: number;
  readonly gate?: "verify" | "prove";
  readonly gateTimeout: number;
}

type Preview = Extract<UpResult, { dryRun: true }>;
type Done = Extract<UpResult, { dryRun: false }>;

/** `rowproof up`. Exit 1 where something is wrong with the database afterwards, or a migration or the gate refused. */
export const upLine: CommandLine<UpFlags> = async (flags, context) => {
  const { output, signal } = context;
  const { dryRun, backup, lockWait, statementTimeout, gate, gateTimeout } = flags;
  const result = await up({
    ...sharedOptions(flags, context),
    ...{ dryRun, backup, lockWait, statementTimeout, gate, gateTimeout },
    confirm: flags.yes === true ? undefined : (question) => askAtTerminal(question, signal),
  });
  if (result.dryRun) {
    const { dryRun: isDry, database, pending } = result;
    output.product(previewText(result), { command: "up", dryRun: isDry, database, pending });
    return 0;
  }
  output.product(doneText(result, output.style), documentOf(result));
  // A finding outweighs a schema file that could not be written.
  if (!result.clean) return 1;
  return result.schema.failure === null ? 0 : result.schema.failure.exitCode;
};

function previewText({ backup, database, pending }: Preview): string {
  if (pending.length === 0) return "nothing to apply";
  return [
    backup ? `would back up ${database}` : "would make no backup",
    ...pending.map((name) => `would apply ${name}`),
  ].join("\n");
}

/** The checklist; where nothing was pending one line, unless something is wrong. */
function doneText({ applied, appliedBefore, schema, checks, clean }: Done, style: Style): string {
  if (applied.length > 0) return renderChecklist(checks, style);
  const before = `${counted(appliedBefore, "migration")} applied`;
  const line = `nothing to do: ${before}, ${summarise(checks)}, ${shortPath(schema.file)} ${schema.outcome}`;
  return clean ? line : `${line}\n\n${renderChecklist(checks, style)}`;
}

function documentOf(result: Done): object {
  const { database, applied, backup, schema, clean, server, checks } = result;
  return { command: "up", database, applied, backup, schema: schema.outcome, clean, server, checks };
}
