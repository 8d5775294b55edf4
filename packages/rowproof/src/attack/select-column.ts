import { identifier, sql } from "../sql/sql.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import { sendReading } from "./leaked-rows.js";
import type { Attempt, Outcome } from "./session.js";

export const selectColumn: RelationAttack = {
  id: "select/column",
  command: "select",
  tries: "reads each column by itself if the whole row is refused, as a grant on a column may allow it",
  applies: ({ context, target, actor, read }) =>
    read?.outcome.error?.sqlstate === "42501" && context.privileges(target, actor.role).has("select"),
  *attempts(visit) {
    const { actor } = visit;
    const { relation } = visit.target;
    const name = identifier(relation.schema, relation.name);
    for (const column of relation.columns) {
      const attempt = { actor, statements: [sql`select ${identifier(column.name)} from ${name}`.text] };
      recordColumn(visit, column.name, attempt, yield* sendReading(visit, selectColumn, attempt));
    }
  },
};

/** A column of more rows than the contract allows is a leak, whether or not its values identify rows. */
function recordColumn(visit: RelationVisit, column: string, attempt: Attempt, outcome: Outcome): void {
  const { context, target, actor, read } = visit;
  const { object } = target;
  const targetRows = read?.targetRows ?? [];
  const came = outcome.results[0]?.rows.length ?? 0;
  const may = targetRows.filter(({ expected }) => expected).length;
  // For a view that the contract does not name, only its values show whose rows it reads.
  if (outcome.error !== null || came <= may || target.base === undefined) return;
  const own = targetRows.filter(({ actor: actorName }) => actorName === actor.standsFor.own);
  const actors = [
    ...(came > own.length ? [actor.standsFor.others] : []),
    ...(own.length > 0 && own.every(({ expected }) => !expected) ? [actor.standsFor.own] : []),
  ];
  for (const actorName of actors) {
    context.observed.record({
      object,
      actor: actorName,
      command: "select",
      subject: `column ${column}`,
      expected: false,
      result: "reached",
      evidence: () => ({
        context,
        attack: selectColumn,
        attempt,
        effect: { kind: "read", object, read: { what: "column", column } },
        on: target,
      }),
    });
  }
}
