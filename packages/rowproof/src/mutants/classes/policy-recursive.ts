import { identifier, type Piece } from "../../sql/sql.js";
import { policiesFor } from "../access.js";
import { isOwned, type MutableOwnedTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

export const policyRecursive: MutantClass = {
  id: "policy-recursive",
  breaks: "A select policy reads its own table, so every read fails with infinite recursion (42P17).",
  appliesTo: "policies",
  sampling: { every: 2, offset: 0 },
  changes: ({ policies }) =>
    policiesFor(policies, "select").flatMap((one) => {
      if (!isOwned(one.table) || one.table.owner.type !== "uuid") return [];
      const expression = readsItself(one.table);
      return [
        policyChange(
          one,
          withExpressions(one, () => expression),
        ),
      ];
    }),
};

function readsItself({ id, owner }: MutableOwnedTable): Piece {
  const column = identifier(owner.name);
  return piece`${column} in (select held.${column} from ${id} as held where held.${column} = (select auth.uid()))`;
}
