import type { Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, sql } from "../sql/sql.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import type { AttackContext } from "./context.js";
import { sendReading } from "./leaked-rows.js";
import { isAnswered } from "./read-rows.js";
import type { Steps } from "./steps.js";

export const selectCount: RelationAttack = {
  id: "select/count",
  command: "select",
  tries: "counts the rows: the count can include rows that a select does not return",
  applies: (visit) =>
    isAnswered(visit) &&
    !visit.context.live &&
    visit.target.standing === "named" &&
    (visit.read?.targetRows.length ?? 0) > 0,
  *attempts(visit) {
    const { context, target, actor } = visit;
    const name = identifier(target.relation.schema, target.relation.name);
    const attempt = { actor, statements: [sql`select count(*) as rows from ${name}`.text] };
    const allowed = yield* readableRows(visit);
    if (allowed === undefined) return;
    const outcome = yield* sendReading(visit, selectCount, attempt);
    if (Number(outcome.results[0]?.rows[0]?.rows ?? 0) <= allowed) return;
    const { object } = target;
    context.observed.record({
      object,
      actor: actor.standsFor.others,
      command: "select",
      subject: "count",
      expected: false,
      result: "reached",
      evidence: () => ({
        context,
        attack: selectCount,
        attempt,
        effect: { kind: "read", object, read: { what: "count" } },
        on: target,
      }),
    });
  },
};

/** How many of all rows the contract allows the actor to read, including rows that triggers made or that existed before. */
function* readableRows({ context, target, actor }: RelationVisit): Steps<number | undefined> {
  const { base, table } = target;
  if (base === undefined || table === undefined) return undefined;
  const stored = [base, ...partsOf(context, base)].flatMap((one) => context.states.get(keyOf(one)) ?? []);
  const rows = stored.map(({ row }) => row);
  const answers = yield* context.reach.among({ actor, table, base, command: "select" }, rows);
  return answers.filter((is) => is).length;
}

/** Tables that inherit from another: their rows are read under its name. The state of a partitioned table includes its parts. */
function partsOf({ catalog }: AttackContext, base: Relation): readonly Relation[] {
  if (base.kind === "partitioned table") return [];
  return catalog.relations.filter(({ inherits }) => inherits.some((parent) => keyOf(parent) === keyOf(base)));
}
