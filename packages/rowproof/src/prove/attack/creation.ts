import { identifier, sql } from "../../sql/sql.js";
import { breachOf, nameOf, scriptFor } from "../breach.js";
import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import type { Attempt } from "../session.js";
import type { Target } from "../target.js";

/** Puts a trigger on a table, which then runs for whoever writes to it; told of updates, for so it changes their rows. */
export async function attackByTrigger(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const { kind, schema, name } = target.relation;
  if (caller.role === "service_role" || (kind !== "table" && kind !== "partitioned table")) return;
  if (!scene.privileges(target, caller.role).has("trigger")) return;
  const table = identifier(schema, name);
  const statement = sql`create trigger rowproof_put before insert or update on ${table} for each row execute function pg_catalog.suppress_redundant_updates_trigger()`;
  const attempt: Attempt = { caller, statements: [statement.text] };
  const outcome = await scene.session.attempt(attempt);
  if (outcome === "setup") return;
  scene.ledger.record({
    object: target.object,
    actor: caller.actors.others,
    command: "update",
    subject: "trigger",
    expected: false,
    // What is said of the trigger itself is said to those only who may put one there.
    result: outcome.error?.sqlstate === "42501" ? "missed" : "reached",
    said: outcome.error?.sqlstate,
    breach: () =>
      breachOf(scene, target, attempt, {
        attack: "update/trigger",
        command: "update",
        what: `${caller.name} (${caller.role}) can put a trigger on ${nameOf(target.object)}, which runs for whoever writes to it`,
        why: "trigger is a privilege of its own",
        mend: `revoke trigger on ${table.text} from public, ${identifier(caller.role).text};`,
      }),
  });
}

/** Makes a table in an exposed schema: what callers can make there, others take for the project's own. Told only where it succeeds. */
export async function attackSchema(scene: Scene, schema: string, caller: Caller): Promise<void> {
  if (caller.role === "service_role" || caller.oddity !== undefined) return;
  const statement = sql`create table ${identifier(schema, "rowproof_made")} (id integer)`.text;
  const outcome = await scene.session.attempt({ caller, statements: [statement] });
  if (outcome === "setup" || outcome.error !== null) return;
  const role = identifier(caller.role).text;
  scene.ledger.record({
    object: { schema, name: schema, kind: "schema" },
    actor: caller.actors.own,
    command: "use",
    subject: "create",
    expected: false,
    result: "reached",
    breach: () => ({
      attack: "use/create",
      what: `${caller.name} (${caller.role}) can make tables and functions in schema ${identifier(schema).text}`,
      why: "whoever writes an unqualified name may then meet theirs instead of the project's",
      mend: `revoke create on schema ${identifier(schema).text} from public, ${role};`,
      script: scriptFor(caller, { attempt: [statement] }),
    }),
  });
}
