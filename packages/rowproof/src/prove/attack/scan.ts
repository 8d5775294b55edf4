import { breachOf, nameOf } from "../breach.js";
import { type Caller, isPlain } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { Attempt, Outcome } from "../session.js";
import type { Target } from "../target.js";

/**
 * The planted rows that an outcome shows a caller, and that no access of the contract lets them see.
 * @param isMeant whether a row may be shown beyond its table's access
 */
export async function spilt(
  scene: Scene,
  caller: Caller,
  statements: readonly string[],
  { results, error }: Outcome,
  isMeant: (row: PlantedRow) => boolean = () => false,
): Promise<readonly PlantedRow[]> {
  const text = [...results.flatMap(({ rows }) => rows.map(textOf)), error?.shown ?? ""].join("\n");
  const found = scene.canaries.find(text, statements.join("\n"));
  if (found.length === 0) return [];
  const may = await scene.selectable.by(caller);
  // A value that also stands in a row of theirs tells them nothing new.
  const leaked = found.filter(
    ({ rows }) => !rows.some((row) => may.has(row) || row.person === caller.person || isMeant(row)),
  );
  return [...new Set(leaked.flatMap(({ rows }) => rows.find(isApplications) ?? rows[0] ?? []))];
}

/** An id that stands in both is told of the table that is the application's. */
function isApplications({ table }: PlantedRow): boolean {
  return table.schema !== "auth";
}

function textOf(row: Readonly<Record<string, string | null>>): string {
  return Object.values(row).join(" ");
}

/** Records what came to light of other rows by an attempt on a relation, be it by its error. */
export async function scan(
  scene: Scene,
  target: Target,
  attempt: Attempt,
  outcome: Outcome,
  attack: string,
): Promise<void> {
  const rows = await spilt(scene, attempt.caller, attempt.statements, outcome);
  const [row] = rows;
  if (row === undefined) return;
  const by = outcome.error === null ? "its answer" : `its error (${outcome.error.sqlstate})`;
  const { caller } = attempt;
  const what = `${caller.name} (${caller.role}) gets to see a row of ${nameOf({ ...row.table, kind: "table" })} by ${by}, through ${nameOf(target.object)}`;
  scene.ledger.record({
    object: target.object,
    actor: caller.actors.others,
    command: "select",
    subject: `canary ${row.table.schema}.${row.table.name}`,
    expected: false,
    result: "reached",
    optional: true,
    odd: !isPlain(caller),
    breach: () =>
      breachOf(scene, target, attempt, {
        attack,
        command: "select",
        what,
        sqlstate: outcome.error?.sqlstate,
      }),
  });
}

/** Makes an attempt that only reads, and looks through everything that came of it. */
export async function sendReading(
  scene: Scene,
  target: Target,
  attempt: Attempt,
  attack: string,
): Promise<Outcome> {
  const outcome = await scene.session.attempt(attempt);
  if (outcome === "setup") throw new TypeError("a reading has no setup");
  await scan(scene, target, attempt, outcome, attack);
  return outcome;
}
