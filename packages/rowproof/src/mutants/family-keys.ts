import type { Constraint } from "../catalog/facts.js";
import { identifier, type Piece } from "../sql/sql.js";
import type { MutableTable, MutationContext } from "./context.js";

/** A constraint that refers to a table. */
export type ReferencingConstraint = Constraint & {
  readonly references: NonNullable<Constraint["references"]>;
};

/** A table's foreign keys to another table of the contract. */
export interface FamilyKey {
  readonly table: MutableTable;
  /** The one that has the owner column, so that the parent has the same owner. */
  readonly within: ReferencingConstraint;
  /** The one of the parent's id alone. */
  readonly plain: ReferencingConstraint | undefined;
}

/** The keys of every table that is within another. */
export function familyKeys({ schema, tables }: MutationContext): readonly FamilyKey[] {
  return tables.flatMap((table) => {
    const keys = table.relation.constraints
      .filter(isForeignKey)
      .filter(({ references }) => references.schema === schema);
    const within = keys.find(({ columns }) => columns.some((name) => name === table.owner?.name));
    return within === undefined ? [] : [{ table, within, plain: keys.find((key) => key !== within) }];
  });
}

/** Whether the constraint refers to a table. */
export function isForeignKey(constraint: Constraint): constraint is ReferencingConstraint {
  return constraint.references !== null;
}

/** The parent's unique index that a foreign key needs. */
export function parentKey(
  { catalog }: MutationContext,
  { references }: ReferencingConstraint,
): Piece | undefined {
  const parent = catalog.relations.find(
    ({ schema, name }) => schema === references.schema && name === references.name,
  );
  const index = parent?.indexes.find(({ columns }) => columns.join() === references.columns.join());
  return index === undefined ? undefined : identifier(references.schema, index.name);
}
