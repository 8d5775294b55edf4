import { readContract } from "../commands/project/contract.js";
import { openTarget } from "../commands/project/target.js";
import { checklistDocument, hasFindings } from "../commands/verification/checklist.js";
import { readServer } from "../migrate/preflight.js";
import { renderChecklist } from "../report/checklist.js";
import { onConnection } from "../sql/session.js";
import type { CommandRun, CommonOptions } from "./command.js";

/** `rowproof verify`: every line of the checklist, ticked or explained. Exit 1 where something is wrong. */
export const verify: CommandRun<CommonOptions> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  // The checks are loaded while an embedded server starts.
  const [target, { checkAgainst }] = await Promise.all([
    openTarget(contract, options),
    import("../commands/verification/verification.js"),
  ]);
  try {
    const verification = await onConnection(target.url, signal, async (client) => {
      await readServer(client);
      return checkAgainst(contract, client);
    });
    output.product(renderChecklist(verification.results, output.style), {
      command: "verify",
      database: target.display,
      ...checklistDocument(verification),
    });
    return hasFindings(verification.results) ? 1 : 0;
  } finally {
    await target.close();
  }
};
