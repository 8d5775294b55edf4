import { identifier, sql } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { Target } from "../target.js";
import { type Aim, aimsOf } from "./aims.js";
import { clearingOf } from "./clearing.js";
import { keyCondition } from "./conditions.js";
import { judge } from "./judge.js";
import { recordMissed, recordNothingThere } from "./missed.js";
import { emptyReason } from "./select.js";
import { tryWrite, type Write } from "./write.js";

/** Deletes as a caller: everything at once without reading, each row by its key, and by truncate. */
export async function attackByDelete(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const aims = await aimsOf(scene, target, caller, "delete");
  const name = identifier(target.relation.schema, target.relation.name);
  const gone: PlantedRow[] = [];
  if (!scene.live || caller.oddity !== undefined) {
    const blind = write(caller, "delete/all", [
      scene.live ? liveDelete(target, aims) : sql`delete from ${name}`.text,
    ]);
    const effect = await tryWrite(scene, target, blind);
    const reached = await judge(scene, target, blind, effect);
    gone.push(...reached);
    recordNothingThere(scene, target, blind, effect, aims, emptyReason(scene, target));
    if (effect.error !== "setup" && effect.error?.sqlstate === "42501") {
      recordMissed(scene, target, blind, effect, aims);
    } else {
      // A row that this statement leaves may still go by its key, as where another row's trigger says no; without a key it is
      // this statement alone that could have reached it.
      const left = aims.filter(({ row }) => !reached.includes(row));
      const decided = left.filter(
        ({ row, expected }) =>
          keyCondition(target, [row.row]) === undefined || (!expected && effect.error === null),
      );
      recordMissed(scene, target, blind, effect, decided);
    }
    if (caller.oddity !== undefined) return;
  }
  // On a live database nothing has told yet what is refused outright.
  if (scene.live || scene.privileges(target, caller.role).has("delete")) {
    for (const aim of aims.filter(({ row }) => !gone.includes(row)))
      await deleteByKey(scene, target, caller, aim);
  }
  if (target.relation.kind !== "view") await truncate(scene, target, caller);
}

function write(caller: Caller, attack: string, statements: readonly string[]): Write {
  return { attack, command: "delete", attempt: { caller, statements } };
}

function liveDelete(target: Target, aims: readonly Aim[]): string {
  const name = identifier(target.relation.schema, target.relation.name).text;
  const only =
    keyCondition(
      target,
      aims.map(({ row }) => row.row),
    ) ?? "false";
  return `delete from ${name} where ${only}`;
}

async function deleteByKey(scene: Scene, target: Target, caller: Caller, aim: Aim): Promise<void> {
  const only = keyCondition(target, [aim.row.row]);
  if (only === undefined) return;
  const name = identifier(target.relation.schema, target.relation.name).text;
  const one = write(caller, "delete/key", [`delete from ${name} where ${only}`]);
  const effect = await tryWrite(scene, target, one);
  const reached = await judge(scene, target, one, effect);
  if (reached.includes(aim.row)) return;
  const sqlstate = effect.error === null || effect.error === "setup" ? undefined : effect.error.sqlstate;
  if (!aim.expected && (sqlstate === "23503" || sqlstate === "23001")) {
    recordStopped(scene, target, one, aim, sqlstate);
    return;
  }
  const isHeld = aim.expected && (sqlstate === "23503" || sqlstate === "23001");
  if (isHeld && (await deleteCleared(scene, target, one, aim))) return;
  recordMissed(scene, target, one, effect, [aim]);
}

/** The same once nothing refers to the row any more. Returns whether it went. */
async function deleteCleared(scene: Scene, target: Target, held: Write, aim: Aim): Promise<boolean> {
  const { base } = target;
  const setup = base === undefined ? [] : clearingOf(scene, base, [aim.row.row]);
  if (setup.length === 0) return false;
  const one: Write = { ...held, attempt: { ...held.attempt, setup } };
  const effect = await tryWrite(scene, target, one);
  const reached = await judge(scene, target, one, effect);
  return reached.includes(aim.row);
}

/** A foreign key is asked only once access has let the row go: that it alone stood in the way is a leak. */
function recordStopped(scene: Scene, target: Target, one: Write, aim: Aim, sqlstate: string): void {
  const { caller } = one.attempt;
  const what = `${caller.name} (${caller.role}) may delete a row of another's in ${nameOf(target.object)}: only a foreign key stood in the way`;
  scene.ledger.record({
    object: target.object,
    actor: aim.actor,
    command: "delete",
    subject: "stopped by a key",
    expected: false,
    result: "reached",
    breach: () =>
      breachOf(scene, target, one.attempt, { attack: one.attack, command: "delete", what, sqlstate }),
  });
}

/** Row level security is not asked by a truncate (documentation, "Row Security Policies"). */
async function truncate(scene: Scene, target: Target, caller: Caller): Promise<void> {
  if (caller.role === "service_role" || target.relation.kind === "foreign table") return;
  const name = identifier(target.relation.schema, target.relation.name);
  const attempt = { caller, statements: [sql`truncate ${name}`.text] };
  const outcome = await scene.session.attempt(attempt);
  if (outcome === "setup") return;
  const alone = outcome.error?.sqlstate;
  // Other tables point to it: all of them at once, then.
  const sqlstate = alone === "0A000" ? await truncateAll(scene, target, caller) : alone;
  const what = `${caller.name} (${caller.role}) can truncate ${nameOf(target.object)}, every row of it`;
  const role = identifier(caller.role).text;
  scene.ledger.record({
    object: target.object,
    actor: caller.actors.others,
    command: "delete",
    subject: "truncate",
    expected: false,
    result: sqlstate === undefined ? "reached" : /^(?:57014|55P03)$/.test(sqlstate) ? "undecided" : "missed",
    optional: true,
    said: sqlstate,
    breach: () =>
      breachOf(scene, target, attempt, {
        attack: "delete/truncate",
        command: "delete",
        what,
        why: "truncate is a privilege of its own, and row level security is not asked",
        mend: `revoke truncate on ${name.text} from public, ${role};`,
        show: [sql`select count(*) from ${name}`.text],
      }),
  });
}

async function truncateAll(scene: Scene, { relation }: Target, caller: Caller): Promise<string | undefined> {
  const statement = sql`truncate ${identifier(relation.schema, relation.name)} cascade`.text;
  const outcome = await scene.session.attempt({ caller, statements: [statement] });
  return outcome === "setup" ? undefined : outcome.error?.sqlstate;
}
