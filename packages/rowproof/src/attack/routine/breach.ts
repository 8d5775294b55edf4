import type { RelationName, Routine } from "../../catalog/facts.js";
import { scriptFor } from "../../judge/breach.js";
import type { Breach, ProvedObject } from "../../judge/proof.js";
import { seedSetup } from "../../judge/seed-setup.js";
import { objectOf } from "../../sql/object-name.js";
import { displayName, identifier } from "../../sql/sql.js";
import { type Actor, isPlain } from "../actor.js";
import type { AttackContext } from "../context.js";
import type { Attempt, Refusal } from "../session.js";

/** A routine as the proof names it. */
export function provedRoutine({ schema, name, kind, arguments: list }: Routine): ProvedObject {
  return { schema, name, kind, arguments: list };
}

/** Whoever is signed in calls with their own rights, whatever else their claims say. */
export function actorNameOf({ role, standsFor }: Actor): string {
  return role === "authenticated" && standsFor.own === "stranger" ? "owner" : standsFor.own;
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
export function recordBreach(context: AttackContext, routine: Routine, attempt: Attempt, told: Told): void {
  const { actor } = attempt;
  context.observed.record({
    object: provedRoutine(routine),
    actor: actorNameOf(actor),
    command: "execute",
    subject: told.subject,
    expected: false,
    result: "reached",
    odd: !isPlain(actor),
    breach: () => breachOf(context, routine, attempt, told),
  });
}

function breachOf(
  context: AttackContext,
  routine: Routine,
  { actor, setup = [], statements }: Attempt,
  { attack, what, table, error, show = [] }: Told,
): Breach {
  // A table may be named by an argument.
  const named = context.mentions.named([routine.definition ?? "", ...statements].join("\n"));
  const seeding = seedSetup(context, named, actor.person);
  const name = `${routine.kind} ${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
  return {
    attack,
    what: `${actor.name} (${actor.role}) calls ${objectOf(routine)}, and it ${what}`,
    why: routine.securityDefiner
      ? `it runs as its owner ${routine.owner}, whom no policy restrains, and does not ask who calls`
      : "it runs as its actor, whom the tables let through",
    fix: `revoke execute on ${name} from public, ${identifier(actor.role).text}; or let it compare with auth.uid(); or, where it is meant, ${declaring(context, table)}`,
    ...(error == null ? {} : { sqlstate: error.sqlstate }),
    script: scriptFor(actor, {
      setup: [...seeding, ...setup],
      attempt: statements,
      show,
    }),
  };
}

function declaring({ targetOf }: AttackContext, table: RelationName): string {
  const key = targetOf(table)?.table?.key;
  if (key === undefined) return `name ${displayName(table.schema, table.name)} in the contract`;
  return `say reaches: [${JSON.stringify(key)}] under routines in the contract`;
}

/** For an execution that the contract does not give, or that the server refuses though it does. */
export function executionBreach(
  routine: Routine,
  actor: Actor,
  statement: string,
  expected: boolean,
): Breach {
  const object = provedRoutine(routine);
  const name = `${routine.kind} ${identifier(routine.schema, routine.name).text}(${routine.arguments})`;
  const role = identifier(actor.role).text;
  return {
    attack: "execute/call",
    what: `${actor.name} (${actor.role}) ${expected ? "cannot" : "can"} execute ${objectOf(object)}`,
    why: expected ? "the contract lets them; the privilege is missing" : "the contract does not let them",
    fix: expected
      ? `grant execute on ${name} to ${role};`
      : `revoke execute on ${name} from public, ${role};`,
    script: scriptFor(actor, { attempt: [statement] }),
  };
}
