import type { RelationName, Routine } from "../../../catalog/facts.js";
import { displayName, identifier } from "../../../sql/sql.js";
import { nameOf, scriptFor } from "../../breach.js";
import { type Caller, isPlain } from "../../caller.js";
import { groundFor } from "../../ground.js";
import type { Scene } from "../../scene.js";
import type { Attempt, Refusal } from "../../session.js";
import type { Breach, ProvedObject } from "../../verdict.js";

export function objectOf({ schema, name, kind, arguments: list }: Routine): ProvedObject {
  return { schema, name, kind, arguments: list };
}

/** Whoever is signed in calls with their own rights, whatever else their claims say. */
export function actorOf({ role, actors }: Caller): string {
  return role === "authenticated" && actors.own === "stranger" ? "owner" : actors.own;
}

/** What a call came to that it should not. */
export interface Told {
  readonly attack: string;
  /** Kinds of harm are told apart by it, and each of them once. */
  readonly subject: string;
  /** What follows "calls it, and it". */
  readonly what: string;
  readonly table: RelationName;
  readonly error?: Refusal | null;
  readonly show?: readonly string[];
}

/** Records that a call reaches what the contract withholds. */
export function recordBreach(scene: Scene, routine: Routine, attempt: Attempt, told: Told): void {
  const { caller } = attempt;
  scene.ledger.record({
    object: objectOf(routine),
    actor: actorOf(caller),
    command: "execute",
    subject: told.subject,
    expected: false,
    result: "reached",
    odd: !isPlain(caller),
    breach: () => breachOf(scene, routine, attempt, told),
  });
}

function breachOf(
  scene: Scene,
  routine: Routine,
  { caller, setup = [], statements }: Attempt,
  { attack, what, table, error, show = [] }: Told,
): Breach {
  // A table may be named by an argument.
  const named = scene.mentions.named([routine.definition ?? "", ...statements].join("\n"));
  const ground = groundFor(scene, named, caller.person);
  const name = `${routine.kind} ${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
  return {
    attack,
    what: `${caller.name} (${caller.role}) calls ${nameOf(objectOf(routine))}, and it ${what}`,
    why: routine.securityDefiner
      ? `it runs as its owner ${routine.owner}, whom no policy restrains, and does not ask who calls`
      : "it runs as its caller, whom the tables let through",
    mend: `revoke execute on ${name} from public, ${identifier(caller.role).text}; or let it compare with auth.uid(); or, where it is meant, ${declaring(scene, table)}`,
    ...(error == null ? {} : { sqlstate: error.sqlstate }),
    script: scriptFor(caller, {
      setup: [...ground, ...setup],
      attempt: statements,
      show,
    }),
  };
}

function declaring({ targetOf }: Scene, table: RelationName): string {
  const key = targetOf(table)?.table?.key;
  if (key === undefined) return `name ${displayName(table.schema, table.name)} in the contract`;
  return `say reaches: [${JSON.stringify(key)}] under routines in the contract`;
}

/** For an execution that the contract does not give, or that the server refuses though it does. */
export function executionBreach(
  routine: Routine,
  caller: Caller,
  statement: string,
  expected: boolean,
): Breach {
  const object = objectOf(routine);
  const name = `${routine.kind} ${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
  const role = identifier(caller.role).text;
  return {
    attack: "execute/call",
    what: `${caller.name} (${caller.role}) ${expected ? "cannot" : "can"} execute ${nameOf(object)}`,
    why: expected ? "the contract lets them; the privilege is missing" : "the contract does not let them",
    mend: expected
      ? `grant execute on ${name} to ${role};`
      : `revoke execute on ${name} from public, ${role};`,
    script: scriptFor(caller, { attempt: [statement] }),
  };
}
