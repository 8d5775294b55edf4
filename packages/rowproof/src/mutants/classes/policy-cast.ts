import { identifier, type Piece, raw } from "../../sql/sql.js";
import { isForOwn, type RowCommand } from "../access.js";
import { isOwned, type MutableOwnedTable, type MutablePolicy } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

const lossless =
  "uuid to text and back loses nothing: two uuids are equal if their texts are, and null stays null";
const spelledAsParent =
  "a row whose owner is spelled differently needs a parent with the same spelling, by a foreign key, and the parent's policies let no user write one";

/** A text column that holds no uuid in one row fails (22P02) for everybody. */
export const policyCast: MutantClass = {
  id: "policy-cast",
  breaks: "A policy casts the owner column instead of the caller's id.",
  appliesTo: "policies",
  sampling: { every: 3, offset: 1 },
  changes: ({ policies, schema }) =>
    policies.filter(isCastable).flatMap((one) => {
      if (!isOwned(one.table)) return [];
      const expression = castColumn(one.table);
      const equivalent = whyEqual(one.table, one.policy.command, schema);
      return [
        policyChange(
          one,
          withExpressions(one, () => expression),
          equivalent,
        ),
      ];
    }),
};

function isCastable(one: MutablePolicy): boolean {
  const castable: readonly string[] = ["select", "insert"] satisfies RowCommand[];
  return isForOwn(one) && castable.includes(one.policy.command);
}

function whyEqual(
  { owner, relation }: MutableOwnedTable,
  command: string,
  schema: string,
): string | undefined {
  if (owner.type === "uuid") return lossless;
  const within = relation.constraints.some(
    ({ references, columns }) => references?.schema === schema && columns.includes(owner.name),
  );
  return within && command === "insert" ? spelledAsParent : undefined;
}

function castColumn({ owner: { name, type } }: MutableOwnedTable): Piece {
  return type === "uuid"
    ? piece`${identifier(name)}::text = ${raw("(select auth.uid()::text)")}`
    : piece`${identifier(name)}::uuid = ${raw("(select auth.uid())")}`;
}
