import { readCatalog } from "../catalog/catalog.js";
import { readContract } from "../commands/project/contract.js";
import { openTarget } from "../commands/project/target.js";
import { writeSchema } from "../dump/schema.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../sql/session.js";
import type { CommandRun, CommonOptions } from "./command.js";

/** `rowproof dump`: the schema as SQL on stdout. */
export const dump: CommandRun<CommonOptions> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  const target = await openTarget(contract, options);
  try {
    const catalog = await onConnection(target.url, signal, async (client) => {
      await readServer(client);
      return readCatalog(client, { schemas: contract.schemas });
    });
    const sql = writeSchema(catalog);
    output.product(sql.trimEnd(), { command: "dump", sql });
    return 0;
  } finally {
    await target.close();
  }
};
