import { commands } from "../contract/contract.js";
import { type Actor, isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import { tryEach, visitOf } from "./relation.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { insertAttacks } from "./write-attacks.js";

/**
 * What the contract gives to some, and no made-up row or actor meets the condition of: that nobody reached it shows nothing,
 * for nobody was to.
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
        subject: "what the contract gives",
        expected: true,
        result: "undecided",
        said: "the contract gives it for some rows, and no made-up row or actor meets its condition; give a row under fixtures, or someone under actors",
      });
    }
  }
}
