import type { Routine } from "../../catalog/facts.js";
import { type Caller, isPlain } from "../caller.js";
import type { Scene } from "../scene.js";
import { argumentLists } from "./routine/argument-lists.js";
import { actorOf, executionBreach, objectOf } from "./routine/breach.js";
import { callOf, callWith, type Slow } from "./routine/calls.js";
import { type Declaration, declarationOf } from "./routine/declaration.js";
import { type Signature, signatureOf } from "./routine/signature.js";

/** The routines that a request can name. A trigger's function runs by its trigger alone. */
export function routinesOf({ catalog, exposed }: Pick<Scene, "catalog" | "exposed">): readonly Routine[] {
  const callable = catalog.routines.filter(
    ({ schema, extension, returns, kind }) =>
      exposed.includes(schema) &&
      extension === null &&
      returns !== "trigger" &&
      returns !== "event_trigger" &&
      (kind === "function" || kind === "procedure"),
  );
  return callable.toSorted((left, right) => Number(right.securityDefiner) - Number(left.securityDefiner));
}

/** How many lists of arguments claims are tried with that no honest request has. */
const few = 6;

/** Calls a routine as each caller with many arguments, and looks at what it shows and changes. */
export async function attackRoutine(
  scene: Scene,
  routine: Routine,
  callers: readonly Caller[],
): Promise<void> {
  const declaration = declarationOf(scene, routine);
  const signature = await signatureOf(scene, routine);
  if (signature === undefined) {
    for (const caller of callers)
      recordOpen(scene, routine, caller, "the server has no routine of this signature");
    return;
  }
  const slow: Slow = new Set();
  let late = false;
  for (const caller of callers) {
    const tried = caller.role !== "service_role" && signature.executableBy.includes(caller.role);
    if (tried && !late) {
      const lists = argumentLists(scene, routine, signature, caller);
      const some = caller.oddity === undefined ? lists : lists.slice(0, few);
      late = await callWith(scene, routine, caller, declaration, some, slow);
    }
    // What a call shows is plainer than that it can be made.
    recordExecution(scene, routine, caller, declaration, signature);
    // What takes its time with one caller is not waited for with the next.
    if (tried && late)
      recordOpen(scene, routine, caller, "its calls ran out of time, so not all arguments were tried");
  }
}

/** Whether the caller may execute it at all. Beyond that nothing is withheld from the service. */
function recordExecution(
  scene: Scene,
  routine: Routine,
  caller: Caller,
  { execute }: Declaration,
  { executableBy, parameters }: Signature,
): void {
  const expected = execute.some((role) => role === caller.role);
  if (!isPlain(caller) || (caller.role === "service_role" && !expected)) return;
  const may = executableBy.includes(caller.role);
  const nulls = parameters.map(({ type }) => `null::${type}`);
  scene.ledger.record({
    object: objectOf(routine),
    actor: actorOf(caller),
    command: "execute",
    subject: "execute",
    expected,
    result: may ? "reached" : "missed",
    said: may ? undefined : "42501",
    breach: () => executionBreach(routine, caller, callOf(routine, nulls), expected),
  });
}

/** What was not tried is not said to be kept. */
function recordOpen(scene: Scene, routine: Routine, caller: Caller, said: string): void {
  scene.ledger.record({
    object: objectOf(routine),
    actor: actorOf(caller),
    command: "execute",
    subject: "its calls",
    expected: false,
    result: "undecided",
    said,
  });
}
