import type { ProvedObject } from "../proved-object.js";

/** What an actor can write, or cannot. */
export type WriteEffect = { readonly kind: "truncate"; readonly object: ProvedObject };
