import type { Contract } from "../contract/contract.js";
import { type DeclaredMatrix, declaredMatrix } from "../contract/declared-cells.js";
import type { Cell, Proof } from "../judge/proof.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions, option } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { readLastProof } from "./proof/last-proof.js";
import { type ScriptFile, scriptsIn } from "./proof/scripts-folder.js";

/** The options of {@link matrix}. */
export interface MatrixCommandOptions extends Omit<CommandOptions, "database"> {
  /** What the contract declares, although there was a proof. Default: false. */
  readonly declared?: boolean | undefined;
}

interface MatrixSource {
  /** The exposed schemas; the first one is not repeated in names. */
  readonly schemas: readonly string[];
  /** The file of the psql script of each broken cell. */
  readonly scripts: ReadonlyMap<object, ScriptFile>;
  /** Why the last proof is not read, where there is one that cannot be. */
  readonly ignored: string | undefined;
}

/** The result of {@link matrix}: who can do what, from the last proof, or as the contract declares it. */
export type MatrixResult =
  | ({ readonly from: "contract" } & DeclaredMatrix & MatrixSource)
  | ({ readonly from: "proof" } & Proof & MatrixSource);

/**
 * Who can do what, as the last proof found it; without a proof as the contract declares it. It needs no database.
 * @throws {RowproofError} where the contract is wrong
 * @example
 * import { matrix } from "rowproof/commands";
 *
 * const { cells } = await matrix({ declared: true });
 */
export function matrix(options: MatrixCommandOptions = {}): Promise<MatrixResult> {
  const shape = { verb: "matrix", options: { ...commandOptions, declared: option.flag() } };
  return callCommand(shape, options, async (given) => {
    const contract = await readContract(given);
    if (given.declared === true) return declaredResult(contract, undefined);
    const last = await readLastProof(contract.directory);
    if ("ignored" in last) return declaredResult(contract, last.ignored);
    const scripts: ReadonlyMap<Cell, ScriptFile> = scriptsIn(last.scripts, last.proof);
    return { from: "proof", ...last.proof, schemas: contract.schemas, scripts, ignored: undefined };
  });
}

function declaredResult(contract: Contract, ignored: string | undefined): MatrixResult {
  const { schemas } = contract;
  return { from: "contract", ...declaredMatrix(contract), schemas, scripts: new Map(), ignored };
}
