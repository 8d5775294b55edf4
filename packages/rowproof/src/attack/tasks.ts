import { textsOf } from "../catalog/access-mentions.js";
import { testUsersOf } from "../seed/test-users.js";
import { type Actor, oddActors, spareActor } from "./actor.js";
import { ownWriteAttacks, schemaAttacks, sequenceAttacks } from "./attacks.js";
import type { AttackContext } from "./context.js";
import { attackRelation, tryEach, visitOf } from "./relation.js";
import { attackRoutine, routinesOf } from "./routine.js";
import { spoofingActors } from "./spoofs.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import { attackTriggerFunction, triggerFunctionsOf } from "./trigger-function.js";
import { recordVacuous } from "./vacuous.js";
import { insertAttacks } from "./write-attacks.js";

/** One thing to attack: a relation, a routine, a sequence, a schema. */
export interface Task {
  readonly name: string;
  /** Attacks it as actors without claims, if claims can matter. */
  readonly runBare?: (actors: readonly Actor[]) => Steps<void>;
  readonly run: () => Steps<void>;
}

/** Everything to attack, in order. */
export function tasksOf(context: AttackContext): readonly Task[] {
  const { contract, catalog, exposed } = context;
  const testUsers = testUsersOf(contract);
  const all = [...context.actors, ...oddActors(), ...spoofingActors(catalog, testUsers, context.seeded)];
  const spare = spareActor(contract, testUsers);
  // If nothing reads claims, the result is the same for all signed-in users.
  const any = context.actors.filter(({ standsFor }) => standsFor.own === "owner" || standsFor.own === "anon");
  return [
    ...context.targets.map((target) => ({
      name: target.relation.name,
      runBare: (bare: readonly Actor[]) => eachOf(bare, (actor) => attackRelation(context, target, actor)),
      run: () => attackTarget(context, target, all, spare),
    })),
    ...routinesOf(context).map((routine) => ({
      name: routine.name,
      ...(asksSettings(catalog)
        ? { runBare: (bare: readonly Actor[]) => attackRoutine(context, routine, bare) }
        : {}),
      run: () => attackRoutine(context, routine, all),
    })),
    ...triggerFunctionsOf(context).map((routine) => ({
      name: routine.name,
      run: () => eachOf(any, (actor) => attackTriggerFunction(context, routine, actor)),
    })),
    ...sequencesOf(context).map((sequence) => ({
      name: sequence.name,
      run: () =>
        eachOf(any, (actor) => inOrder(sequenceAttacks, (one) => one.attempts(context, sequence, actor))),
    })),
    ...exposed.map((schema) => ({
      name: schema,
      run: () =>
        eachOf(any, (actor) => inOrder(schemaAttacks, (one) => one.attempts(context, schema, actor))),
    })),
  ];
}

function* eachOf(actors: readonly Actor[], attack: (actor: Actor) => Steps<void>): Steps<void> {
  for (const actor of actors) yield* attack(actor);
}

/** Runs entries of the table of attacks one after another. */
function* inOrder<Entry>(entries: readonly Entry[], run: (entry: Entry) => Steps<void>): Steps<void> {
  for (const entry of entries) yield* run(entry);
}

function* attackTarget(
  context: AttackContext,
  target: Target,
  actors: readonly Actor[],
  spare: Actor | undefined,
): Steps<void> {
  yield* eachOf(actors, (actor) => attackRelation(context, target, actor));
  if (target.standing !== "named") return;
  const persons = context.actors.filter(({ role }) => role === "authenticated");
  yield* eachOf(persons, (actor) => tryEach(ownWriteAttacks, visitOf(context, target, actor)));
  if (spare !== undefined && isTriggered(target)) {
    // A trigger may give something, such as a role, only to a user who has none yet.
    yield* tryEach(insertAttacks, visitOf(context, target, { ...spare, unlisted: true }));
  }
  yield* recordVacuous(context, target, spare);
}

/** Whether anything reads the request's settings directly. The platform's functions treat unset and empty claims the same. */
function asksSettings({ relations, routines }: AttackContext["catalog"]): boolean {
  const texts = [
    ...routines.filter(({ schema }) => schema !== "auth").map(({ definition }) => definition),
    ...relations.flatMap(textsOf),
  ];
  return texts.some((text) => text?.includes("current_setting") === true);
}

function isTriggered({ base }: Target): boolean {
  return (
    base?.triggers.some(({ enabled, events }) => enabled !== "disabled" && events.includes("insert")) === true
  );
}

function sequencesOf({ catalog, exposed }: AttackContext): AttackContext["catalog"]["relations"] {
  return catalog.relations.filter(
    ({ kind, extension, schema }) => kind === "sequence" && extension === null && exposed.includes(schema),
  );
}
