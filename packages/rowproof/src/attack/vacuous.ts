import { commands } from "../contract/contract.js";
import { type Actor, isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import { tryEach, visitOf } from "./relation.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { insertAttacks } from "./write-attacks.js";

/**
 * Records access that the contract allows under a condition that no made-up row or actor meets. No attempt could use it, so the
 * cell is untested.
 */
export function* recordVacuous(
  context: AttackContext,
  target: Target,
  spare: Actor | undefined,
): Steps<void> {
  if (target.standing !== "named") return;
  for (const role of ["anon", "authenticated"] as const) {
    const actors = context.actors.filter((actor) => actor.role === role && isPlain(actor));
    const [first] = actors;
    if (first === undefined) continue;
    for (const command of commands) {
      const kind = accessTo(target, role, command)?.rows.kind ?? "none";
      const { object } = target;
      if (kind === "none") continue;
      const names = [...new Set(actors.flatMap(({ standsFor: { own, others } }) => [own, others]))];
      const isGiven = () => names.some((name) => context.observed.gives({ object, actor: name, command }));
      if (!isGiven() && command === "insert" && role === "authenticated" && spare !== undefined) {
        yield* tryEach(insertAttacks, visitOf(context, target, spare));
      }
      if (isGiven()) continue;
      context.observed.record({
        object,
        actor: first.standsFor.own,
        command,
        subject: "what the contract allows",
        expected: true,
        result: "undecided",
        said: "the contract allows it under a condition that no made-up row or actor meets; add a row to fixtures, or an actor to actors",
      });
    }
  }
}
