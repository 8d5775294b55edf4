import type { SeededRow } from "../seed/seeded.js";
import { type Actor, isPlain } from "./actor.js";
import type { RelationAttack, VisitPlace } from "./attack.js";
import type { AttackContext } from "./context.js";
import type { Attempt, Outcome } from "./session.js";
import { type Steps, send } from "./steps.js";

/**
 * The seeded rows that an outcome shows an actor, and that no access of the contract lets them see.
 * @param isMeant whether a row may be shown beyond its table's access
 */
export function* spilt(
  context: AttackContext,
  actor: Actor,
  statements: readonly string[],
  { results, error }: Outcome,
  isMeant: (row: SeededRow) => boolean = () => false,
): Steps<readonly SeededRow[]> {
  const text = [...results.flatMap(({ rows }) => rows.map(textOf)), error?.shown ?? ""].join("\n");
  const found = context.canaries.find(text, statements.join("\n"));
  if (found.length === 0) return [];
  const may = yield* context.selectable.by(actor);
  // A value that also stands in a row of theirs tells them nothing new.
  const leaked = found.filter(
    ({ rows }) => !rows.some((row) => may.has(row) || row.person === actor.person || isMeant(row)),
  );
  return [...new Set(leaked.flatMap(({ rows }) => rows.find(isApplications) ?? rows[0] ?? []))];
}

/** An id that is in both is reported for the application's table. */
function isApplications({ table }: SeededRow): boolean {
  return table.schema !== "auth";
}

function textOf(row: Readonly<Record<string, string | null>>): string {
  return Object.values(row).join(" ");
}

/** An attempt that was made, by which attack, and what came of it. */
interface SentAttempt {
  readonly attack: { readonly id: string };
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

/** Records which values of other users' rows an attempt on a relation has shown, in its answer or in its error. */
export function* scan(
  { context, target }: Pick<VisitPlace, "context" | "target">,
  { attack, attempt, outcome }: SentAttempt,
): Steps<void> {
  const { actor } = attempt;
  const [row] = yield* spilt(context, actor, attempt.statements, outcome);
  if (row === undefined) return;
  const { schema, name } = row.table;
  const { object } = target;
  context.observed.record({
    object,
    actor: actor.standsFor.others,
    command: "select",
    subject: `canary ${schema}.${name}`,
    expected: false,
    result: "reached",
    optional: true,
    odd: !isPlain(actor),
    evidence: () => ({
      context,
      // Whatever the attempt was meant for, it is a value that it shows.
      attack: { id: attack.id, command: "select" },
      attempt,
      effect: { kind: "read", object, read: { what: "value", table: { schema, name } } },
      on: target,
      sqlstate: outcome.error?.sqlstate,
    }),
  });
}

/** Makes an attempt that only reads, and looks for values of other users' rows in everything that came of it. */
export function* sendReading(
  place: Pick<VisitPlace, "context" | "target">,
  attack: RelationAttack,
  attempt: Attempt,
): Steps<Outcome> {
  const outcome = yield* send(attempt);
  if (outcome === "setup") throw new TypeError("a reading has no setup");
  yield* scan(place, { attack, attempt, outcome });
  return outcome;
}
