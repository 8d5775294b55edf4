import type { ProvedObject } from "../proved-object.js";

/** What goes wrong when a user's account is deleted. */
export interface DatabaseEffect {
  readonly kind: "erase";
  readonly object: ProvedObject;
  /** `left`: rows of the user stay. `lost`: rows of another user are deleted too. `refused`: the account cannot be deleted. */
  readonly result: "left" | "lost" | "refused";
}
