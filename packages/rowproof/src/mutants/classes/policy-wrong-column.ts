import type { Column } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import { onePolicyEach } from "../access.js";
import { callerId } from "../caller-id.js";
import { isOwned, type MutableOwnedTable, type MutablePolicy } from "../context.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

export const policyWrongColumn: MutantClass = {
  id: "policy-wrong-column",
  breaks: "A policy compares the caller's id with another column of the same type.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 1 },
  changes: ({ owned }) => onePolicyEach(owned).flatMap(comparedWithAnother),
};

function comparedWithAnother({ table, policy }: MutablePolicy, index: number): readonly MutantChange[] {
  const column = isOwned(table) ? otherColumn(table, index) : undefined;
  const caller = column === undefined ? undefined : callerId(column.type);
  if (column === undefined || caller === undefined) return [];
  return [
    {
      on: `${column.name} in ${policy.name} on ${table.name}`,
      sql: withExpressions({ table, policy }, () => piece`${identifier(column.name)} = ${caller}`),
    },
  ];
}

/** Each time another one. */
function otherColumn({ relation, owner }: MutableOwnedTable, index: number): Column | undefined {
  const others = relation.columns.filter(({ name, type }) => name !== owner.name && type === owner.type);
  return others[index % others.length];
}
