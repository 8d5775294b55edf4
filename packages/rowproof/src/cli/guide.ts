import { readFile } from "node:fs/promises";
import { writeFileWhereDifferent } from "../commands/files/written-file.js";
import { guideDiffers } from "../commands/guide/guide-differs.js";
import { readContract } from "../commands/project/contract.js";
import { openTarget } from "../commands/project/target.js";
import { compareGuides, type Difference } from "../guide/compare.js";
import { writeGuide } from "../guide/guide.js";
import { readMigrations } from "../migrate/files.js";
import { readServer } from "../migrate/preflight.js";
import { renderFinding, shortPath } from "../report/diagnostic.js";
import { onConnection } from "../sql/session.js";
import type { CommandContext, CommandRun, CommonOptions } from "./command.js";

interface GuideCommand extends CommonOptions {
  readonly check?: boolean;
}

/** `rowproof guide`: writes the project's database guide. With `--check` it only compares; exit 1 where the file differs. */
export const guide: CommandRun<GuideCommand> = async (options, context) => {
  const { file, text } = await freshGuide(options, context);
  if (options.check === true) return compare(file, text, context);
  const written = await writeFileWhereDifferent(file, text);
  tell(file, written ? "written" : "current", context);
  return 0;
};

/** The guide as it belongs in its file. */
async function freshGuide(options: GuideCommand, { signal }: CommandContext) {
  const contract = await readContract(options);
  const migrations = await readMigrations({
    directory: contract.migrations,
    versions: contract.versions,
    mayBeAbsent: true,
  });
  const [target, { checkAgainst }] = await Promise.all([
    openTarget(contract, options),
    import("../commands/verification/verification.js"),
  ]);
  try {
    const verification = await onConnection(target.url, signal, async (client) => {
      await readServer(client);
      return checkAgainst(contract, client);
    });
    return { file: contract.guide, text: await writeGuide({ ...verification, migrations }) };
  } finally {
    await target.close();
  }
}

async function compare(file: string, fresh: string, context: CommandContext): Promise<0 | 1> {
  const present = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (present === fresh) {
    tell(file, "current", context);
    return 0;
  }
  tellDifference(file, present === null ? null : compareGuides(present, fresh), context);
  return 1;
}

function tell(file: string, outcome: "written" | "current", { output }: CommandContext): void {
  const said = outcome === "written" ? "written" : "is current";
  output.product(`${shortPath(file)} ${said}`, { command: "guide", file, outcome });
}

function tellDifference(file: string, difference: Difference | null, { output }: CommandContext): void {
  const finding = guideDiffers(file, difference);
  const outcome = difference === null ? "missing" : "differs";
  output.product(renderFinding(finding, output.style), {
    command: "guide",
    file,
    outcome,
    difference,
    finding,
  });
}
