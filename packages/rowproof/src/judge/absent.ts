import type { RelationName } from "../catalog/facts.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { displayName } from "../sql/sql.js";
import type { Proof } from "./proof.js";

/** Objects that the contract names and the database lacks. They cannot be attacked, so they are untested, not ok. */
export function absentObjects(contract: ResolvedContract): Proof["untested"] {
  const relations = contract.namedTables.flatMap((table) => [
    { ...nameOf(table), kind: "table", isThere: table.relation !== undefined },
    ...table.views.map((view) => ({ ...nameOf(view), kind: "view", isThere: view.relation !== undefined })),
  ]);
  const routines = contract.routines.map((routine) => ({
    ...nameOf(routine),
    kind: "function",
    isThere: routine.overloads.length > 0 || routine.execute.length === 0,
  }));
  return [...relations, ...routines]
    .filter(({ isThere }) => !isThere)
    .map(({ kind, schema, name }) => ({
      object: `${kind} ${displayName(schema, name)}`,
      why: "the contract names it, but it does not exist",
    }));
}

function nameOf({ schema, name }: RelationName): RelationName {
  return { schema, name };
}
