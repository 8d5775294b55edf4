import { attackSchema } from "./attack/creation.js";
import { attackByInsert } from "./attack/insert.js";
import { attackRelation } from "./attack/relation.js";
import { attackRoutine, routinesOf } from "./attack/routine.js";
import { attackAgain } from "./attack/second-round.js";
import { attackSequence } from "./attack/sequence.js";
import { attackTriggerFunction, triggerFunctionsOf } from "./attack/trigger-function.js";
import { recordVacuous } from "./attack/vacuous.js";
import { type Caller, oddCallers, spareCaller } from "./caller.js";
import { castOf } from "./cast.js";
import { textsOf } from "./mentions.js";
import type { Scene } from "./scene.js";
import { spoofingCallers } from "./spoofs.js";
import type { Target } from "./target.js";

/** One thing to attack: a relation, a routine, a sequence, a schema. */
export interface Task {
  readonly name: string;
  /** Attacks it as callers who have set no claims, where claims could matter. */
  readonly runBare?: (callers: readonly Caller[]) => Promise<void>;
  readonly run: () => Promise<void>;
}

/** Everything there is to attack, in the order in which it is. */
export function tasksOf(scene: Scene): readonly Task[] {
  const { contract, catalog, exposed } = scene;
  const cast = castOf(contract, catalog);
  const all = [...scene.callers, ...oddCallers(), ...spoofingCallers(catalog, cast, scene.planted)];
  const spare = spareCaller(contract, cast);
  // What asks for no claims tells all who are signed in the same.
  const any = scene.callers.filter(({ actors }) => actors.own === "owner" || actors.own === "anon");
  return [
    ...scene.targets.map((target) => ({
      name: target.relation.name,
      runBare: (bare: readonly Caller[]) => eachOf(bare, (caller) => attackRelation(scene, target, caller)),
      run: () => attackTarget(scene, target, all, spare),
    })),
    ...routinesOf(scene).map((routine) => ({
      name: routine.name,
      ...(asksSettings(catalog)
        ? { runBare: (bare: readonly Caller[]) => attackRoutine(scene, routine, bare) }
        : {}),
      run: () => attackRoutine(scene, routine, all),
    })),
    ...triggerFunctionsOf(scene).map((routine) => ({
      name: routine.name,
      run: () => eachOf(any, (caller) => attackTriggerFunction(scene, routine, caller)),
    })),
    ...sequencesOf(scene).map((sequence) => ({
      name: sequence.name,
      run: () => eachOf(any, (caller) => attackSequence(scene, sequence, caller)),
    })),
    ...exposed.map((schema) => ({
      name: schema,
      run: () => eachOf(any, (caller) => attackSchema(scene, schema, caller)),
    })),
  ];
}

async function eachOf(callers: readonly Caller[], attack: (caller: Caller) => Promise<void>): Promise<void> {
  for (const caller of callers) await attack(caller);
}

async function attackTarget(
  scene: Scene,
  target: Target,
  callers: readonly Caller[],
  spare: Caller | undefined,
): Promise<void> {
  await eachOf(callers, (caller) => attackRelation(scene, target, caller));
  if (target.standing !== "named") return;
  const persons = scene.callers.filter(({ role }) => role === "authenticated");
  await eachOf(persons, (caller) => attackAgain(scene, target, caller));
  if (spare !== undefined && isTriggered(target)) {
    // What a trigger gives to others already, such as a role, it can still give to whoever has nothing.
    await attackByInsert(scene, target, { ...spare, unlisted: true });
  }
  await recordVacuous(scene, target, spare);
}

/** Whether anything reads the request's settings itself; the platform's own functions take claims never set and empty ones for the same. */
function asksSettings({ relations, routines }: Scene["catalog"]): boolean {
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

function sequencesOf({ catalog, exposed }: Scene): Scene["catalog"]["relations"] {
  return catalog.relations.filter(
    ({ kind, extension, schema }) => kind === "sequence" && extension === null && exposed.includes(schema),
  );
}
