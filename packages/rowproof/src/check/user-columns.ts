import type { ResolvedTable } from "../contract/resolved.js";
import type { CheckContext } from "./context.js";

/**
 * The columns of a table that hold a user's id: those of its owner by the contract; where it names none, those of a key to the
 * column that another table has its owner in, as an article's author is a key to the users' own table.
 */
export function userColumns({ tables }: CheckContext, table: ResolvedTable): readonly string[] {
  const own = table.owners;
  if (own.length > 0) return own;
  return table.relation.constraints.flatMap(({ kind, columns, references }) => {
    const parent = tables.find(
      ({ schema, name }) => references?.schema === schema && references.name === name,
    );
    const [column, ...more] = columns;
    const isOwners = parent?.owners.includes(references?.columns[0] ?? "");
    return kind === "foreign key" && column !== undefined && more.length === 0 && isOwners ? [column] : [];
  });
}
