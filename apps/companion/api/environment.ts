import type { Logger } from "pino";
import type { Caller } from "./caller.js";

/** What middleware leaves for the handlers of a request. */
export interface Env {
  Variables: {
    readonly requestId: string;
    readonly log: Logger;
    /** Set where a route stands behind `signedIn`. */
    readonly caller: Caller;
  };
}
