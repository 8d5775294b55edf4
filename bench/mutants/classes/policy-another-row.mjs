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
 * The same mistake in one table: what was meant as the row's own column binds to the inner table.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyInnerBinding = {
  name: "policy bound to the inner table",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "delete")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, () => hasRowIn(table)),
      })),
};

function hasRowIn({ id, owner }) {
  return piece`exists (select from ${id} as held where held.${identifier(owner.name)} = ${callerAs(owner)})`;
}
