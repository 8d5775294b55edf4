import { raw } from "../../sql/sql.js";
import type { MutablePolicy } from "../context.js";
import type { MutantChange, MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";

const textList = /ARRAY\[('[^']*'::text(, )?)+\]/;

export const policyRuled: MutantClass = {
  id: "policy-ruled",
  breaks: "A policy with a condition of the contract tests something else: own rows only, or another role.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    policies
      .filter(({ table, policy }) => table.conditional.has(policy.command))
      .flatMap((one) => [ownRowsOnly(one), ...otherRole(one)]),
};

function ownRowsOnly(one: MutablePolicy): MutantChange {
  const change = policyChange(
    one,
    withExpressions(one, () => one.table.own ?? raw("false")),
  );
  return { ...change, on: `${change.on}, own rows alone` };
}

function otherRole(one: MutablePolicy): readonly MutantChange[] {
  if (!textList.test(one.policy.using ?? one.policy.withCheck ?? "")) return [];
  const change = policyChange(
    one,
    withExpressions(one, ({ text }) => raw(text.replace(textList, "ARRAY['user'::text]"))),
  );
  return [{ ...change, on: `${change.on}, role user` }];
}
