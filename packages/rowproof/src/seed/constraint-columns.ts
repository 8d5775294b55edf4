import { isRefusal } from "./savepoint.js";
import type { SeedTask } from "./seed-context.js";

/** The name of the constraint that refused a row. */
export function constraintOf(error: Error): string | undefined {
  return isRefusal(error) ? error.constraint : undefined;
}

/** Whether the table itself refused the row: by one of its constraints or a domain of its columns. */
export function isOwnConstraint({ spec: { relation, columns } }: SeedTask, error: Error): boolean {
  const name = constraintOf(error);
  return (
    relation.constraints.some((constraint) => constraint.name === name) ||
    columns.some(
      ({ shape }) => shape.domainChecks.length > 0 && isRefusal(error) && error.dataType !== undefined,
    )
  );
}

/** The columns of a constraint or a unique index. For an expression, the columns that its definition names. */
export function columnsOfConstraint(
  { spec: { relation } }: SeedTask,
  name: string | undefined,
): readonly string[] {
  const index = relation.indexes.find((one) => one.name === name);
  const constraint = relation.constraints.find((one) => one.name === name);
  const definition = index?.definition ?? constraint?.definition ?? "";
  return relation.columns
    .map((column) => column.name)
    .filter(
      (column) =>
        index?.columns.includes(column) ||
        constraint?.columns.includes(column) ||
        isNamedIn(definition, column),
    );
}

/** The columns of an exclusion constraint, and those that its generated columns are computed from. */
export function excludedColumns(task: SeedTask, name: string | undefined): readonly string[] {
  const named = columnsOfConstraint(task, name);
  const { columns } = task.spec.relation;
  const generated = columns.filter((column) => column.generated !== null && named.includes(column.name));
  const sources = columns
    .filter((column) => generated.some((one) => isNamedIn(one.default ?? "", column.name)))
    .map((column) => column.name);
  return [...named, ...sources];
}

function isNamedIn(definition: string, column: string): boolean {
  return definition.split(/[^\w"]+/).some((word) => word === column || word === `"${column}"`);
}
