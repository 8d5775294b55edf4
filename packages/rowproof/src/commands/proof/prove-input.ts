import type { Contract } from "../../contract/contract.js";
import type { CommandContext } from "../call/call.js";
import type { DatabaseTarget } from "../project/target.js";

/** What a proof of a whole database starts from. */
export interface ProveInput {
  readonly contract: Contract;
  readonly target: DatabaseTarget;
  readonly options: {
    readonly only?: readonly string[] | undefined;
    readonly http?: boolean | undefined;
    readonly reachOutside?: boolean | undefined;
    readonly budget?: number | undefined;
  };
  readonly context: CommandContext;
}
