import { withExpressions } from "../policy.mjs";
import { identifier, piece } from "../statement.mjs";
import { callerAs, tableNamed } from "../subject.mjs";

/**
 * Whoever has a row in a table has all the rows of this one: the condition on this row was forgotten.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyAnotherRow = {
  name: "policy by the caller's row in another table",
  changes: (subject) => {
    const roles = tableNamed(subject, "users_roles");
    return subject.policies
      .filter(({ table, policy }) => policy.command === "select" && table !== roles)
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, () => hasRowIn(roles)),
      }));
  },
};

/**
 * The same mistake by a bare name: what was meant as this row's owner is the inner table's, which has a column of that name.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyInnerBinding = {
  name: "policy bound to the inner table",
  changes: ({ policies, owned }) =>
    policies
      .filter(({ policy }) => policy.command === "delete")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions(
          { table, policy },
          () => piece`exists (select from ${namesake(table, owned).id} where ${table.own})`,
        ),
      })),
};

/** Another table whose owner column has the same name. */
function namesake(table, owned) {
  return owned.find((other) => other !== table && other.owner.name === table.owner.name);
}

function hasRowIn({ id, owner }) {
  return piece`exists (select from ${id} as held where held.${identifier(owner.name)} = ${callerAs(owner)})`;
}
