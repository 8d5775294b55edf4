import { identifier, sql } from "../sql/sql.js";
import type { SchemaAttack } from "./attack.js";
import { send } from "./steps.js";

export const createInSchema: SchemaAttack = {
  id: "use/create",
  command: "use",
  tries: "creates a table in an exposed schema, which statements could use instead of the project's table",
  *attempts(context, schema, actor) {
    if (actor.role === "service_role" || actor.oddity !== undefined) return;
    const statement = sql`create table ${identifier(schema, "rowproof_made")} (id integer)`.text;
    const attempt = { actor, statements: [statement] };
    const outcome = yield* send(attempt);
    if (outcome === "setup" || outcome.error !== null) return;
    context.observed.record({
      object: { schema, name: schema, kind: "schema" },
      actor: actor.standsFor.own,
      command: "use",
      subject: "create",
      expected: false,
      result: "reached",
      evidence: () => ({
        context,
        attack: createInSchema,
        attempt,
        effect: { kind: "create", schema },
        on: undefined,
      }),
    });
  },
};
