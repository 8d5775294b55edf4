import { identifier, type Piece, raw } from "../../sql/sql.js";
import { isForOwn, onePolicyEach } from "../access.js";
import { isOwned, type MutableOwnedTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

const stable = "auth.uid() is STABLE: within a statement each call returns the same value, only slower";

export const policyBareCall: MutantClass = {
  id: "policy-bare-call",
  breaks: "Nothing: a policy calls auth.uid() once a row instead of once a statement.",
  appliesTo: "policies",
  sampling: { every: 3, offset: 2 },
  changes: ({ tables }) =>
    onePolicyEach(tables)
      .filter(isForOwn)
      .flatMap((one) => {
        if (!isOwned(one.table)) return [];
        const expression = bareOwn(one.table);
        return [
          policyChange(
            one,
            withExpressions(one, () => expression),
            stable,
          ),
        ];
      }),
};

function bareOwn({ owner: { name, type } }: MutableOwnedTable): Piece {
  return piece`${identifier(name)} = ${raw(type === "uuid" ? "auth.uid()" : "auth.uid()::text")}`;
}
