import type { Constraint, Relation } from "../catalog/facts.js";
import { objectOf } from "../sql/object-name.js";
import type { DumpPart } from "./section.js";
import type { DumpSource } from "./source.js";
import { writeConstraint } from "./tables.js";

/**
 * All foreign keys, so that tables may refer to each other in a circle. A partition's own come first where their names
 * differ from the partitioned table's, which then takes them over; the others it makes itself.
 */
export function writeForeignKeys(source: DumpSource): readonly DumpPart[] {
  const { relations } = source.catalog;
  const keysOf = (relation: Relation, which: (constraint: Constraint) => boolean): DumpPart => ({
    object: objectOf(relation),
    statements: relation.constraints
      .filter((constraint) => constraint.kind === "foreign key" && which(constraint))
      .map((constraint) => writeConstraint(relation, constraint)),
  });
  return [
    ...relations.map((relation) =>
      keysOf(relation, (key) => key.inherited && !isNamedAlike(source, relation, key)),
    ),
    ...relations.map((relation) => keysOf(relation, (key) => !key.inherited)),
  ];
}

function isNamedAlike(source: DumpSource, relation: Relation, { name }: Constraint): boolean {
  if (relation.partition === null) return false;
  const above = source.relation(relation.partition.of)?.constraints ?? [];
  return above.some((constraint) => constraint.kind === "foreign key" && constraint.name === name);
}
