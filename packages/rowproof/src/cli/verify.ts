import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../migrate/run.js";
import { renderChecklist } from "../report/checklist.js";
import { checkAgainst, hasFindings, type Verification } from "./check.js";
import type { CommandRun, CommonOptions } from "./command.js";
import { readContract } from "./contract.js";
import { openTarget } from "./target.js";

/** `rowproof verify`: every line of the checklist, ticked or explained. Exit 1 where something is wrong. */
export const verify: CommandRun<CommonOptions> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  const target = await openTarget(contract, options);
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

/** The checklist as JSON. */
export function checklistDocument({ results, catalog }: Verification): object {
  return {
    clean: !hasFindings(results),
    server: catalog.server.versionNumber,
    checks: results.map(({ id, part, holds, summary, undecided, findings }) => ({
      id,
      part,
      holds,
      summary,
      undecided,
      findings,
    })),
  };
}
