import type { Routine } from "../../catalog/facts.js";
import { type Actor, isPlain } from "../actor.js";
import type { Attack } from "../attack.js";
import type { AttackContext } from "../context.js";
import { callOf } from "./call-text.js";
import type { RoutineDeclaration } from "./declaration.js";
import { actorNameOf, provedRoutine } from "./harm.js";
import type { Signature } from "./signature.js";

export const executeCall: Attack = {
  id: "execute/call",
  command: "execute",
  tries: "reads from the server which roles may execute a routine",
};

/** A routine with what the contract and the server say about it. */
export interface KnownRoutine {
  readonly context: AttackContext;
  readonly routine: Routine;
  readonly declaration: RoutineDeclaration;
  readonly signature: Signature;
}

/** Records whether the actor may execute it. The service role is not restricted further. */
export function recordExecution(
  { context, routine, declaration, signature }: KnownRoutine,
  actor: Actor,
): void {
  const expected = declaration.execute.some((role) => role === actor.role);
  if (!isPlain(actor) || (actor.role === "service_role" && !expected)) return;
  const may = signature.executableBy.includes(actor.role);
  const nulls = signature.parameters.map(({ type }) => `null::${type}`);
  const attempt = { actor, statements: [callOf(routine, nulls)] };
  context.observed.record({
    object: provedRoutine(routine),
    actor: actorNameOf(actor),
    command: "execute",
    subject: "execute",
    expected,
    result: may ? "reached" : "missed",
    said: may ? undefined : "42501",
    evidence: () => ({
      context,
      attack: executeCall,
      attempt,
      effect: { kind: "execute", routine, expected },
      on: undefined,
    }),
  });
}

/** Records a routine that was not tried, so that its cell is not ok. */
export function recordOpen(context: AttackContext, routine: Routine, actor: Actor, said: string): void {
  context.observed.record({
    object: provedRoutine(routine),
    actor: actorNameOf(actor),
    command: "execute",
    subject: "its calls",
    expected: false,
    result: "undecided",
    said,
  });
}
