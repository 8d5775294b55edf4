import { requireValid } from "../contract/load.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions } from "./call/options.js";
import { readContractMistakes } from "./project/contract.js";
import { onTarget } from "./project/target.js";
import { type Checklist, checklistOf } from "./verification/checklist.js";
import { allMistakes } from "./verification/contract-mistakes.js";

/** The result of {@link verify}. */
export interface VerifyResult extends Checklist {
  /** The database's name for messages, without a password. */
  readonly database: string;
}

/**
 * Checks the database against the contract. It only reads.
 * @returns every line of the checklist with its findings
 * @throws {RowproofError} where the contract or the connection is wrong, never for a finding
 * @example
 * import { verify } from "rowproof/commands";
 *
 * const { clean, checks } = await verify({ database: "postgres://postgres@localhost:5432/app" });
 * if (!clean) console.log(checks.flatMap(({ findings }) => findings));
 */
export function verify(options: CommandOptions = {}): Promise<VerifyResult> {
  return callCommand({ verb: "verify", options: commandOptions }, options, async (given, { signal }) => {
    const reading = await readContractMistakes(given);
    if (reading.mistakes.length > 0) throw await allMistakes(reading, given, signal);
    const contract = requireValid(reading);
    // The checks are loaded while an embedded server starts.
    const loading = import("./verification/verification.js");
    return onTarget(contract, given, async ({ url, display }) => {
      const { checkAgainst } = await loading;
      const verification = await onConnection(url, signal, async (client) => {
        await readServer(client);
        return checkAgainst(contract, client);
      });
      return { database: display, ...checklistOf(verification) };
    });
  });
}
