import type { RelationName, Routine } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import { type Actor, isPlain } from "../actor.js";
import type { Attack, ChangedTable, RoutineCall } from "../attack.js";
import type { RoutineHarm } from "../effects/routine.js";
import type { ProvedObject } from "../proved-object.js";

/** A routine as the proof names it. */
export function provedRoutine({ schema, name, kind, arguments: list }: Routine): ProvedObject {
  return { schema, name, kind, arguments: list };
}

/** A signed-in user calls with their own rights, whatever their other claims are. */
export function actorNameOf({ role, standsFor }: Actor): string {
  return role === "authenticated" && standsFor.own === "stranger" ? "owner" : standsFor.own;
}

/** Harm that a call did. */
interface FoundHarm {
  readonly harm: RoutineHarm;
  /** Identifies the kind of harm. Each kind counts once. */
  readonly subject: string;
  readonly table: RelationName;
  /** Statements after the call that show the harm. */
  readonly followUp?: readonly string[];
  readonly show?: readonly string[];
}

/** Records that a call does what the contract does not allow. */
export function recordHarm(attack: Attack, call: RoutineCall, found: FoundHarm): void {
  const { context, routine, outcome } = call;
  const { harm, subject, table, followUp = [], show = [] } = found;
  const attempt = { ...call.attempt, statements: [...call.attempt.statements, ...followUp] };
  context.observed.record({
    object: provedRoutine(routine),
    actor: actorNameOf(attempt.actor),
    command: attack.command,
    subject,
    expected: false,
    result: "reached",
    odd: !isPlain(attempt.actor),
    evidence: () => ({
      context,
      attack,
      attempt,
      effect: { kind: "call", routine, harm, table, contractKey: context.targetOf(table)?.table?.key },
      on: routine,
      ...(harm.does === "shows" && outcome.error !== null ? { sqlstate: outcome.error.sqlstate } : {}),
      show,
    }),
  });
}

/** Records the change to a table, with a query that shows it. */
export function recordChange(
  attack: Attack,
  call: RoutineCall,
  { base }: ChangedTable,
  found: Pick<FoundHarm, "harm" | "subject">,
): void {
  const show = [`select * from ${identifier(base.schema, base.name).text}`];
  recordHarm(attack, call, { ...found, table: base, show });
}
