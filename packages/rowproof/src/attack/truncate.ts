import { identifier, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { TableAttack } from "./attack.js";
import { type Steps, send } from "./steps.js";
import type { Target } from "./target.js";

/** Row level security does not apply to a truncate (documentation, "Row Security Policies"). */
export const truncate: TableAttack = {
  id: "delete/truncate",
  command: "delete",
  tries: "truncates the table",
  applies: ({ target, actor }) =>
    actor.oddity === undefined &&
    actor.role !== "service_role" &&
    target.relation.kind !== "view" &&
    target.relation.kind !== "foreign table",
  *attempts({ context, target, actor }) {
    const name = identifier(target.relation.schema, target.relation.name);
    const attempt = { actor, statements: [sql`truncate ${name}`.text] };
    const outcome = yield* send(attempt);
    if (outcome === "setup") return;
    const alone = outcome.error?.sqlstate;
    // Other tables refer to it, so all of them are truncated at once.
    const sqlstate = alone === "0A000" ? yield* truncateCascade(target, actor) : alone;
    context.observed.record({
      object: target.object,
      actor: actor.standsFor.others,
      command: "delete",
      subject: "truncate",
      expected: false,
      result:
        sqlstate === undefined ? "reached" : /^(?:57014|55P03)$/.test(sqlstate) ? "undecided" : "missed",
      optional: true,
      said: sqlstate,
      evidence: () => ({
        context,
        attack: truncate,
        attempt,
        effect: { kind: "truncate", object: target.object },
        on: target,
        show: [sql`select count(*) from ${name}`.text],
      }),
    });
  },
};

function* truncateCascade({ relation }: Target, actor: Actor): Steps<string | undefined> {
  const statement = sql`truncate ${identifier(relation.schema, relation.name)} cascade`.text;
  const outcome = yield* send({ actor, statements: [statement] });
  return outcome === "setup" ? undefined : outcome.error?.sqlstate;
}
