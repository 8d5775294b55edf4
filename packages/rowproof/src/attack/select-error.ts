import { identifier, sql } from "../sql/sql.js";
import type { RelationAttack } from "./attack.js";
import { sendReading } from "./leaked-rows.js";
import { isAnswered } from "./read-rows.js";

export const selectError: RelationAttack = {
  id: "select/error",
  command: "select",
  tries: "makes a condition fail on each row: the error can quote rows that a policy would filter out later",
  applies: (visit) =>
    isAnswered(visit) &&
    visit.target.relation.columns.some(({ type }) => /^(?:text|character|citext|json|uuid)/.test(type)),
  *attempts(visit) {
    const { relation } = visit.target;
    const name = identifier(relation.schema, relation.name);
    const statement = sql`select 1 from ${name} as t where t::text::integer = 0`;
    yield* sendReading(visit, selectError, { actor: visit.actor, statements: [statement.text] });
  },
};
