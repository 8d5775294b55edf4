import type { CommonOptions } from "../../cli/command.js";
import type { Contract } from "../../contract/contract.js";
import { findConfig, loadContract } from "../../contract/load.js";

/** The contract that a command works with. */
export async function readContract(options: CommonOptions): Promise<Contract> {
  return loadContract(options.config ?? (await findConfig(process.cwd())));
}
