import type { Relation } from "../catalog/facts.js";
import { checkOfColumn, type TypeShape } from "./type-shape.js";

/** A condition on a row, with unqualified column names. */
export interface RowCondition {
  readonly columns: readonly string[];
  readonly expression: string;
}

/** The condition of a check constraint, as `pg_get_constraintdef` prints it, without the words around it. */
function conditionOf(definition: string): string | undefined {
  return /^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?(?: NOT ENFORCED)?$/s.exec(definition)?.[1];
}

/** The conditions on the rows of a table: its checks, and those of its columns' domains. */
export function rowConditions(
  { constraints }: Relation,
  shapes: ReadonlyMap<string, TypeShape>,
): readonly RowCondition[] {
  const own = constraints
    .filter(({ kind }) => kind === "check")
    .map(({ definition, columns }) => ({
      columns,
      expression: conditionOf(definition),
    }));
  const domains = [...shapes].flatMap(([column, { domainChecks }]) =>
    domainChecks.map((check) => ({
      columns: [column],
      expression: conditionOf(checkOfColumn(check, column)),
    })),
  );
  return [...own, ...domains].filter((check): check is RowCondition => check.expression !== undefined);
}
