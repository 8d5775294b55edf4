import type { Contract } from "../../contract/contract.js";
import type { Migration } from "../../migrate/files.js";
import { onConnection } from "../../sql/session.js";
import type { CommandContext } from "../call/call.js";
import type { DatabaseTarget } from "../project/target.js";
import { type Preflight, preflight } from "./preflight.js";

/** All that the steps of one run of `up` share. */
export interface UpRun extends CommandContext {
  readonly options: {
    readonly backup?: boolean | undefined;
    readonly lockWait?: number | undefined;
    readonly statementTimeout?: number | undefined;
    readonly gate?: "verify" | "prove" | undefined;
    readonly gateTimeout?: number | undefined;
    readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  };
  readonly contract: Contract;
  readonly target: DatabaseTarget;
  readonly migrations: readonly Migration[];
  /** How long opening the database took, in milliseconds; reported once it is known that there is something to do. */
  readonly connectTime: number;
}

/** Looks at the database before the run changes anything. */
export function lookAhead({ target, signal, contract, migrations }: UpRun): Promise<Preflight> {
  return onConnection(target.url, signal, (client) => preflight(client, contract, migrations));
}
