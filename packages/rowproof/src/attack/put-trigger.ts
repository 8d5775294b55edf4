import { identifier, sql } from "../sql/sql.js";
import type { TableAttack } from "./attack.js";
import { send } from "./steps.js";

/** A trigger runs for everyone who writes to the table. It counts as an update, because it can change their rows. */
export const putTrigger: TableAttack = {
  id: "update/trigger",
  command: "update",
  tries: "puts a trigger on the table",
  applies: ({ context, target: { relation, ...target }, actor }) =>
    actor.oddity === undefined &&
    actor.role !== "service_role" &&
    (relation.kind === "table" || relation.kind === "partitioned table") &&
    context.privileges({ relation, ...target }, actor.role).has("trigger"),
  *attempts({ context, target, actor }) {
    const table = identifier(target.relation.schema, target.relation.name);
    const statement = sql`create trigger rowproof_put before insert or update on ${table} for each row execute function pg_catalog.suppress_redundant_updates_trigger()`;
    const attempt = { actor, statements: [statement.text] };
    const outcome = yield* send(attempt);
    if (outcome === "setup") return;
    context.observed.record({
      object: target.object,
      actor: actor.standsFor.others,
      command: "update",
      subject: "trigger",
      expected: false,
      // An error about the trigger itself appears only if the role may create one.
      result: outcome.error?.sqlstate === "42501" ? "missed" : "reached",
      said: outcome.error?.sqlstate,
      evidence: () => ({
        context,
        attack: putTrigger,
        attempt,
        effect: { kind: "put trigger", object: target.object },
        on: target,
      }),
    });
  },
};
