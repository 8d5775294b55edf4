import type { Relation } from "../../catalog/facts.js";
import { identifier, literal, type Piece } from "../../sql/sql.js";
import { limiting, policiesFor } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

export const policyHalfOpen: MutantClass = {
  id: "policy-half-open",
  breaks: "Every user can read the rows in which one column has a certain value, such as shared or public.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "select").flatMap((one) =>
      openings(one.table.relation).map(({ on, condition }) => {
        const change = policyChange(
          one,
          withExpressions(one, (before) => piece`${before} or ${condition}`),
        );
        return { ...change, on: `${on} in ${change.on}` };
      }),
    ),
};

/** A condition on one column's value, and its text in the mutant's name. */
interface ColumnOpening {
  readonly on: string;
  readonly condition: Piece;
}

function openings(relation: Relation): readonly ColumnOpening[] {
  return [...booleanOpenings(relation), ...listOpenings(relation)];
}

function booleanOpenings({ columns }: Relation): readonly ColumnOpening[] {
  return columns
    .filter(({ type }) => type === "boolean")
    .flatMap(({ name }) => [
      { on: name, condition: identifier(name) },
      { on: `not ${name}`, condition: piece`not ${identifier(name)}` },
    ]);
}

/** The last value of a check constraint's list. */
function listOpenings({ constraints }: Relation): readonly ColumnOpening[] {
  return constraints.flatMap(({ kind, columns: [name, ...more], definition }) => {
    if (kind !== "check" || name === undefined || more.length > 0) return [];
    const value = [...definition.matchAll(/'(\w+)'::text/g)].at(-1)?.[1];
    if (value === undefined) return [];
    return [{ on: `${name} = ${value}`, condition: piece`${identifier(name)} = ${literal(value)}` }];
  });
}
