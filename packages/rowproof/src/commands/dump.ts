import { readCatalog } from "../catalog/catalog.js";
import { writeSchema } from "../dump/schema.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";

/** The result of {@link dump}. */
export interface DumpResult {
  /** The schema as SQL. */
  readonly sql: string;
}

/**
 * Writes the exposed schemas as SQL: the same text for the same schema. It only reads.
 * @throws {RowproofError} where the contract or the connection is wrong
 * @example
 * import { dump } from "rowproof/commands";
 *
 * const { sql } = await dump({ database: "postgres://postgres@localhost:5432/app" });
 */
export function dump(options: CommandOptions = {}): Promise<DumpResult> {
  return callCommand({ verb: "dump", options: commandOptions }, options, async (given, { signal }) => {
    const contract = await readContract(given);
    return onTarget(contract, given, async ({ url }) => {
      const catalog = await onConnection(url, signal, async (client) => {
        await readServer(client);
        return readCatalog(client, { schemas: contract.schemas });
      });
      return { sql: writeSchema(catalog) };
    });
  });
}
