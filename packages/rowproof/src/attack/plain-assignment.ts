import type { Column, Relation } from "../catalog/facts.js";
import type { Assignments } from "./assignment.js";
import type { TableVisit } from "./attack.js";
import { accessTo, writableColumns } from "./target.js";

/** A change that only access can refuse: of a column that the contract allows the actor to write, if there is one. */
export function plainAssignment({ context, target, base, actor }: TableVisit): Assignments {
  const writable = writableColumns(base, accessTo(target, actor.role, "update"));
  const there = new Set(target.relation.columns.map(({ name }) => name));
  const columns = base.columns.filter(
    ({ name, generated, identity }) =>
      generated === null && identity !== "always" && there.has(target.columnName(name)),
  );
  const best = columns.toSorted((left, right) => rank(base, writable, right) - rank(base, writable, left))[0];
  const [first] = base.columns;
  // A column that cannot be set to a value can be set to its default.
  if (best === undefined) return first === undefined ? {} : { [first.name]: "default" };
  const [value = "null"] = context.seeded.otherValues(base, best.name, null);
  return { [best.name]: value };
}

function rank(base: Relation, writable: readonly string[], { name, type, notNull }: Column): number {
  const bound = base.constraints.some(({ kind, columns }) => kind !== "not null" && columns.includes(name));
  const indexed = base.indexes.some(({ unique, columns }) => unique && columns.includes(name));
  const text = /^(?:text|character varying)$/.test(type) ? 1 : 0;
  return (writable.includes(name) ? 8 : 0) + (bound || indexed ? 0 : 4) + text + (notNull ? 0 : 1);
}
