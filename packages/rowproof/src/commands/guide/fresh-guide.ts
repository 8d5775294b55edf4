import { writeGuide } from "../../guide/guide.js";
import { readMigrations } from "../../migrate/files.js";
import { readServer } from "../../migrate/preflight.js";
import { onConnection } from "../../sql/session.js";
import type { CommandOptions } from "../call/options.js";
import { readContract } from "../project/contract.js";
import { onTarget } from "../project/target.js";

/** The guide as it should be now, and its file. */
export async function freshGuide(options: CommandOptions, signal: AbortSignal) {
  const contract = await readContract(options);
  const { migrations: directory, versions } = contract;
  const migrations = await readMigrations({ directory, versions, mayBeAbsent: true });
  // The checks are loaded while an embedded server starts.
  const loading = import("../verification/verification.js");
  return onTarget(contract, options, async ({ url }) => {
    const { checkAgainst } = await loading;
    const verification = await onConnection(url, signal, async (client) => {
      await readServer(client);
      return checkAgainst(contract, client);
    });
    return { file: contract.guide, text: await writeGuide({ ...verification, migrations }) };
  });
}
