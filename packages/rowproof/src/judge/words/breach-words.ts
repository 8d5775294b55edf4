import type { Actor } from "../../attack/actor.js";

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
