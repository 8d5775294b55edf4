import type { Contract } from "../../contract/contract.js";
import { contractOf, findConfig, loadContract } from "../../contract/load.js";
import type { CommandOptions } from "../call/options.js";

/** The contract that a command works with: the value that it got, or the file's. */
export async function readContract({ contract, config }: CommandOptions): Promise<Contract> {
  if (contract !== undefined) return contractOf(contract, process.cwd());
  return loadContract(config ?? (await findConfig(process.cwd())));
}
