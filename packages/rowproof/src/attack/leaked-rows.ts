import { breachOf } from "../judge/breach.js";
import type { SeededRow } from "../seed/seeded.js";
import { objectOf } from "../sql/object-name.js";
import { type Actor, isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { Attempt, Outcome } from "./session.js";
import { type Steps, send } from "./steps.js";
import type { Target } from "./target.js";

/**
 * The seeded rows that an outcome shows a actor, and that no access of the contract lets them see.
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

/** An id that stands in both is told of the table that is the application's. */
function isApplications({ table }: SeededRow): boolean {
  return table.schema !== "auth";
}

function textOf(row: Readonly<Record<string, string | null>>): string {
  return Object.values(row).join(" ");
}

/** Records what came to light of other rows by an attempt on a relation, be it by its error. */
export function* scan(
  context: AttackContext,
  target: Target,
  attempt: Attempt,
  outcome: Outcome,
  attack: string,
): Steps<void> {
  const rows = yield* spilt(context, attempt.actor, attempt.statements, outcome);
  const [row] = rows;
  if (row === undefined) return;
  const by = outcome.error === null ? "its answer" : `its error (${outcome.error.sqlstate})`;
  const { actor } = attempt;
  const what = `${actor.name} (${actor.role}) gets to see a row of ${objectOf({ ...row.table, kind: "table" })} by ${by}, through ${objectOf(target.object)}`;
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.others,
    command: "select",
    subject: `canary ${row.table.schema}.${row.table.name}`,
    expected: false,
    result: "reached",
    optional: true,
    odd: !isPlain(actor),
    breach: () =>
      breachOf(context, target, attempt, {
        attack,
        command: "select",
        what,
        sqlstate: outcome.error?.sqlstate,
      }),
  });
}

/** Makes an attempt that only reads, and looks through everything that came of it. */
export function* sendReading(
  context: AttackContext,
  target: Target,
  attempt: Attempt,
  attack: string,
): Steps<Outcome> {
  const outcome = yield* send(attempt);
  if (outcome === "setup") throw new TypeError("a reading has no setup");
  yield* scan(context, target, attempt, outcome, attack);
  return outcome;
}
