import { withExpressions } from "../policy.mjs";
import { identifier, piece, raw } from "../statement.mjs";
import { isForOwn, onePolicyEach } from "../subject.mjs";

const stable =
  "auth.uid() is STABLE: called for each row it answers within a statement what it answers once; only slower";

/** @type {import("../mutants.mjs").MutantClass} */
export const policyBareCall = {
  name: "policy calls auth.uid() without a select",
  changes: (subject) =>
    onePolicyEach(subject)
      .filter(isForOwn)
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, () => bareOwn(table.owner)),
        equivalent: stable,
      })),
};

function bareOwn({ name, type }) {
  return piece`${identifier(name)} = ${raw(type === "uuid" ? "auth.uid()" : "auth.uid()::text")}`;
}
