import { withExpressions } from "../policy.mjs";
import { identifier, literal, piece } from "../statement.mjs";

/**
 * Rows in which a column holds a certain value are everybody's to read: shared, public, of a plan.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyHalfOpen = {
  name: "policy open for a column's value",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "select")
      .flatMap(({ table, policy }) =>
        conditionsOf(table.relation).map(({ on, condition }) => ({
          on: `${on} in ${policy.name} on ${table.name}`,
          sql: withExpressions({ table, policy }, (before) => piece`${before} or ${condition}`),
        })),
      ),
};

function conditionsOf({ columns, constraints }) {
  const booleans = columns.filter(({ type }) => type === "boolean");
  const lists = constraints.filter(({ kind, columns: checked }) => kind === "check" && checked.length === 1);
  return [
    ...booleans.flatMap(({ name }) => [
      { on: name, condition: identifier(name) },
      { on: `not ${name}`, condition: piece`not ${identifier(name)}` },
    ]),
    ...lists.flatMap(({ columns: [name], definition }) => {
      const value = [...definition.matchAll(/'(\w+)'::text/g)].at(-1)?.[1];
      if (value === undefined) return [];
      return [{ on: `${name} = ${value}`, condition: piece`${identifier(name)} = ${literal(value)}` }];
    }),
  ];
}
