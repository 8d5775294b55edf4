import type { Session } from "./session.js";
import type { Step, StepAnswer, Steps } from "./steps.js";

/**
 * Runs the steps of an attack on a session, one after another.
 * @returns the value of the last step
 * @throws what the session throws: the connection is lost, or the run was aborted
 */
export async function runSteps<Result>(session: Session, steps: Steps<Result>): Promise<Result> {
  let next = steps.next();
  while (next.done !== true) next = steps.next(await answerOf(session, next.value));
  return next.value;
}

function answerOf(session: Session, step: Step): Promise<StepAnswer> {
  switch (step.kind) {
    case "attempt":
      return session.attempt(step.attempt);
    case "ask":
      return session.ask(step.statements, step.claims);
    case "look":
      return session.look(step.statements);
  }
}
