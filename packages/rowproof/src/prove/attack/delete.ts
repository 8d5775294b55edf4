import { identifier, sql } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { Target } from "../target.js";
import { type Aim, aimsOf } from "./aims.js";
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
    } else if (effect.error === null) {
      // A row that this statement leaves may still go by its key, as where another row's trigger says no.
      recordMissed(
        scene,
        target,
        blind,
        effect,
        aims.filter(({ row, expected }) => !expected && !reached.includes(row)),
      );
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
  recordMissed(scene, target, one, effect, [aim]);
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
  const sqlstate = outcome.error?.sqlstate;
  const what = `${caller.name} (${caller.role}) can truncate ${nameOf(target.object)}, every row of it`;
  const role = identifier(caller.role).text;
  scene.ledger.record({
    object: target.object,
    actor: caller.actors.others,
    command: "delete",
    subject: "truncate",
    expected: false,
    // That other tables point to it is said only to whoever has the privilege.
    result: sqlstate === undefined || sqlstate === "0A000" ? "reached" : "missed",
    said: sqlstate,
    breach: () =>
      breachOf(scene, target, attempt, {
        attack: "delete/truncate",
        command: "delete",
        what,
        why: "truncate is a privilege of its own, and row level security is not asked",
        mend: `revoke truncate on ${name.text} from public, ${role};`,
      }),
  });
}
