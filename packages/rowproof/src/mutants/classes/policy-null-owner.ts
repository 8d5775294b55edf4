import { identifier } from "../../sql/sql.js";
import { limiting, policiesFor } from "../access.js";
import { isOwned } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

const notNull = "the owner column is NOT NULL, so no row meets the other condition";

export const policyNullOwner: MutantClass = {
  id: "policy-null-owner",
  breaks: "Every user can read the rows that have no owner.",
  appliesTo: "policies",
  sampling: { every: 3, offset: 0 },
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "select").flatMap((one) => {
      if (!isOwned(one.table)) return [];
      const { name, notNull: required } = one.table.owner;
      const sql = withExpressions(one, (before) => piece`${before} or ${identifier(name)} is null`);
      return [policyChange(one, sql, required ? notNull : undefined)];
    }),
};
