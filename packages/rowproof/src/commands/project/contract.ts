import type { Contract } from "../../contract/contract.js";
import {
  type ContractReading,
  findConfig,
  readContractFile,
  readContractValue,
  requireValid,
} from "../../contract/load.js";
import type { CommandOptions } from "../call/options.js";

/** The contract that a command works with: the value that it got, or the file's. */
export async function readContract(options: CommandOptions): Promise<Contract> {
  return requireValid(await readContractMistakes(options));
}

/** The same with its mistakes, for a command that adds those that only the database shows. */
export async function readContractMistakes({ contract, config }: CommandOptions): Promise<ContractReading> {
  if (contract !== undefined) return readContractValue(contract, process.cwd());
  return readContractFile(config ?? (await findConfig(process.cwd())));
}
