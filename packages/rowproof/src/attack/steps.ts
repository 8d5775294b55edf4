import type { Attempt, Outcome } from "./session.js";

/**
 * A request of an attack to the runner: to send an attempt, or a statement as the tables' owner. The runner returns the outcome.
 * An attack itself sends nothing, so that the runner can batch, count and stop.
 */
export type Step =
  | { readonly kind: "attempt"; readonly attempt: Attempt }
  | { readonly kind: "ask"; readonly statements: readonly string[]; readonly claims: string | null }
  | { readonly kind: "look"; readonly statements: readonly string[] };

/** `setup` if the setup of an attempt fails. */
export type StepAnswer = Outcome | "setup";

/** The steps of an attack, or of a part of one. They return a value. */
export type Steps<Result> = Generator<Step, Result, StepAnswer>;

/** Makes an attempt, on the initial state. */
export function* send(attempt: Attempt): Steps<StepAnswer> {
  return yield { kind: "attempt", attempt };
}

/** Runs statements as the tables' owner, on the initial state; with claims, if views or triggers read them. Rows are text. */
export function* askOwner(statements: readonly string[], claims: string | null = null): Steps<Outcome> {
  return outcomeOf(yield { kind: "ask", statements, claims });
}

/** Runs statements as the tables' owner, on the state after the last attempt. */
export function* lookAsOwner(statements: readonly string[]): Steps<Outcome> {
  return outcomeOf(yield { kind: "look", statements });
}

function outcomeOf(answer: StepAnswer): Outcome {
  if (answer === "setup") throw new TypeError("only an attempt has a setup");
  return answer;
}
