import { withExpressions } from "../policy.mjs";
import { identifier, piece } from "../statement.mjs";
import { callerAs, onePolicyEach } from "../subject.mjs";

/**
 * The caller's id is compared with another column of the owner's type.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyWrongColumn = {
  name: "policy on the wrong column",
  changes: (subject) =>
    onePolicyEach({ tables: subject.owned }).map(({ table, policy }, index) => {
      const column = otherColumn(table, index);
      return {
        on: `${column.name} in ${policy.name} on ${table.name}`,
        sql: withExpressions(
          { table, policy },
          () => piece`${identifier(column.name)} = ${callerAs(table.owner)}`,
        ),
      };
    }),
};

/** A uuid table has only its id beside the owner; of text columns another is taken each time. */
function otherColumn({ relation, owner }, index) {
  const others = relation.columns.filter(({ name, type }) => name !== owner.name && type === owner.type);
  return others[index % others.length];
}
