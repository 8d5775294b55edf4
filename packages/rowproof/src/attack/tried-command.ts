import type { Command } from "../contract/contract.js";

/** What can be tried on an object. */
export type TriedCommand = Command | "execute" | "use" | "erase";
