import type { ProvedObject } from "../proved-object.js";

/** What an actor can read, or cannot. */
export type ReadEffect = { readonly kind: "count"; readonly object: ProvedObject };
