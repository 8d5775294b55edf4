import type { SeededRow } from "../seed/seeded.js";
import { isPlain } from "./actor.js";
import type { RelationAttack, VisitPlace } from "./attack.js";
import type { AttackContext } from "./context.js";
import type { Attempt, Outcome } from "./session.js";
import { type Steps, send } from "./steps.js";

/**
 * The seeded rows that an outcome shows to the actor of the attempt, and that the contract does not allow them to see.
 * @param isMeant whether the contract allows to show a row by other means than its table's access
 */
export function* leakedRows(
  context: AttackContext,
  { attempt: { actor, statements }, outcome: { results, error } }: Omit<SentAttempt, "attack">,
  isMeant: (row: SeededRow) => boolean = () => false,
): Steps<readonly SeededRow[]> {
  const text = [...results.flatMap(({ rows }) => rows.map(textOf)), error?.shown ?? ""].join("\n");
  const found = context.canaries.find(text, statements.join("\n"));
  if (found.length === 0) return [];
  const may = yield* context.selectable.by(actor);
  // A value that is also in a row of their own leaks nothing.
  const leaked = found.filter(
    ({ rows }) => !rows.some((row) => may.has(row) || row.person === actor.person || isMeant(row)),
  );
  return [...new Set(leaked.flatMap(({ rows }) => rows.find(isApplications) ?? rows[0] ?? []))];
}

/** An id in both schemas is reported for the application's table. */
function isApplications({ table }: SeededRow): boolean {
  return table.schema !== "auth";
}

function textOf(row: Readonly<Record<string, string | null>>): string {
  return Object.values(row).join(" ");
}

/** An attempt, the attack that made it, and the outcome. */
interface SentAttempt {
  readonly attack: { readonly id: string };
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

/** Records which values of other users' rows an attempt on a relation shows, in its result or in its error. */
export function* scan(
  { context, target }: Pick<VisitPlace, "context" | "target">,
  { attack, attempt, outcome }: SentAttempt,
): Steps<void> {
  const { actor } = attempt;
  const [row] = yield* leakedRows(context, { attempt, outcome });
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
      // A value that is shown counts as select, whatever the attempt's command is.
      attack: { id: attack.id, command: "select" },
      attempt,
      effect: { kind: "read", object, read: { what: "value", table: { schema, name } } },
      on: target,
      sqlstate: outcome.error?.sqlstate,
    }),
  });
}

/** Makes an attempt that only reads, and looks for values of other users' rows in its outcome. */
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
