import { breachOf } from "../judge/breach.js";
import { objectOf } from "../sql/object-name.js";
import { identifier, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { Attempt } from "./session.js";
import { type Steps, send } from "./steps.js";
import type { Target } from "./target.js";

/** Puts a trigger on a table, which then runs for whoever writes to it; told of updates, for so it changes their rows. */
export function* attackByTrigger(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const { kind, schema, name } = target.relation;
  if (actor.role === "service_role" || (kind !== "table" && kind !== "partitioned table")) return;
  if (!context.privileges(target, actor.role).has("trigger")) return;
  const table = identifier(schema, name);
  const statement = sql`create trigger rowproof_put before insert or update on ${table} for each row execute function pg_catalog.suppress_redundant_updates_trigger()`;
  const attempt: Attempt = { actor, statements: [statement.text] };
  const outcome = yield* send(attempt);
  if (outcome === "setup") return;
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.others,
    command: "update",
    subject: "trigger",
    expected: false,
    // What is said of the trigger itself is said to those only who may put one there.
    result: outcome.error?.sqlstate === "42501" ? "missed" : "reached",
    said: outcome.error?.sqlstate,
    breach: () =>
      breachOf(context, target, attempt, {
        attack: "update/trigger",
        command: "update",
        what: `${actor.name} (${actor.role}) can put a trigger on ${objectOf(target.object)}, which runs for whoever writes to it`,
        why: "trigger is a privilege of its own",
        fix: `revoke trigger on ${table.text} from public, ${identifier(actor.role).text};`,
      }),
  });
}
