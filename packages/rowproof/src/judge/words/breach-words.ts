import type { Actor } from "../../attack/actor.js";
import type { Evidence } from "../../attack/evidence.js";

/** The three sentences of a breach: who did what, why they can, and what fixes it. */
export interface BreachWords {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** An actor as messages name it: `bo (authenticated)`. */
export function nameOfActor({ name, role }: Actor): string {
  return `${name} (${role})`;
}

/** The actor of an attempt. Only the deletion of an account has no actor, and its texts need none. */
export function actorIn({ attempt: { actor } }: Evidence): Actor {
  if (typeof actor === "string") throw new TypeError("the platform's own attempt has no actor");
  return actor;
}
