import { identifier, raw } from "../../sql/sql.js";
import { limiting, policiesFor } from "../access.js";
import { isOwned } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece, statement } from "../statement.js";

export const nullOwnerLetIn: MutantClass = {
  id: "null-owner-let-in",
  breaks: "Users can insert rows without an owner: the column may be null and the policy admits null.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "insert").flatMap((one) => {
      if (!isOwned(one.table)) return [];
      const owner = identifier(one.table.owner.name);
      const admitted = withExpressions(one, (before) => piece`${before} or ${owner} is null`);
      const sql = statement`alter table ${one.table.id} alter column ${owner} drop not null;
${raw(admitted)}`;
      return [policyChange(one, sql)];
    }),
};
