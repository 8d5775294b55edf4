import { readServer } from "../migrate/preflight.js";
import { renderChecklist } from "../report/checklist.js";
import { onConnection } from "../sql/session.js";
import { checklistDocument, hasFindings } from "./checklist.js";
import type { CommandRun, CommonOptions } from "./command.js";
import { readContract } from "./contract.js";
import { openTarget } from "./target.js";

/** `rowproof verify`: every line of the checklist, ticked or explained. Exit 1 where something is wrong. */
export const verify: CommandRun<CommonOptions> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  // The checks are loaded while an embedded server starts.
  const [target, { checkAgainst }] = await Promise.all([openTarget(contract, options), import("./check.js")]);
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
