import { readContract } from "../commands/project/contract.js";
import { readLastProof } from "../commands/proof/last-proof.js";
import { scriptsIn } from "../commands/proof/scripts-folder.js";
import { declaredMatrix } from "../contract/declared-cells.js";
import { renderMatrix } from "../report/matrix.js";
import type { CommandRun, CommonOptions } from "./command.js";

interface MatrixCommand extends CommonOptions {
  /** Prints what the contract says although there was a run. */
  readonly declared?: boolean;
  readonly all?: boolean;
}

/** `rowproof matrix`: who can touch what, as the last run of `prove` found it; before any run as the contract declares it. */
export const matrix: CommandRun<MatrixCommand> = async (options, { output }) => {
  const contract = await readContract(options);
  const last = options.declared === true ? undefined : await readLastProof(contract.directory);
  const how = { schema: contract.schemas[0], all: options.all };
  if (last === undefined) {
    const declared = declaredMatrix(contract);
    output.tell("note: this is what the contract declares; rowproof prove tries it");
    output.product(renderMatrix(declared, output.style, how), {
      command: "matrix",
      from: "contract",
      ...declared,
    });
    return 0;
  }
  output.tell("note: this is what the last run of rowproof prove found");
  const { proof } = last;
  const scripts = scriptsIn(last.scripts, proof);
  const text = renderMatrix(proof, output.style, { ...how, scripts });
  output.product(text, { command: "matrix", from: "proof", ...proof });
  return 0;
};
