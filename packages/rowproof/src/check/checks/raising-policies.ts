import type { Policy, Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import type { Node } from "../../sql/parser.js";
import { displayName } from "../../sql/sql.js";
import { child, list, names, walk } from "../../sql/tree.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { readTerm } from "../term.js";

/**
 * `current_setting` of a missing setting raises an error unless its second argument is true, and one that was set for a transaction
 * is an empty string afterwards (PostgreSQL documentation, "Configuration Settings Functions").
 */
export const raisingPolicies: Check = {
  id: "raising-policies",
  part: "security",
  holds: "No policy fails if claims are missing or empty",
  find: (context) =>
    context.catalog.relations
      .filter(isTable)
      .flatMap((relation) =>
        relation.policies.flatMap((policy) => policyFindings(context, relation, policy)),
      ),
};

function policyFindings(context: CheckContext, relation: Relation, policy: Policy): readonly Finding[] {
  const texts = [...new Set([policy.using, policy.withCheck])].filter((text) => text !== null);
  const nodes = texts.flatMap((text) => [...walk(context.expressions.expression(text))]);
  const unparsed = texts.some((text) => context.expressions.expression(text) === undefined);
  const about = `policy ${displayName(policy.name)} on ${objectOf(relation)}`;
  const found = (finding: Omit<Finding, "object">): Finding => ({
    ...finding,
    object: policyObject(policy, relation),
    message: `${about} ${finding.message}`,
  });
  return [
    ...(unparsed
      ? [
          found({
            id: "policy/unread",
            level: "error",
            message: "could not be parsed",
            why: "so it is unknown which rows it admits",
            fix: "write it in simpler SQL",
          }),
        ]
      : []),
    ...(nodes.some(asksUnsetSetting)
      ? [
          found({
            id: "policy/raises",
            level: "error",
            message: "fails for everybody if the setting is missing",
            why: "current_setting raises an error then, unless its second argument is true",
            fix: "write current_setting('…', true), or use auth.uid() instead",
          }),
        ]
      : []),
    ...(nodes.some(castsEmptySetting)
      ? [
          found({
            id: "policy/raises",
            level: "error",
            message: "fails if the setting is an empty string",
            why: "a setting that was set for one transaction is empty in the next, and '' is neither json nor a uuid",
            fix: "write nullif(current_setting('…', true), '') before the cast, or use auth.uid() instead",
          }),
        ]
      : []),
    ...(nodes.some((node) => castsColumn(node, relation))
      ? [
          found({
            id: "policy/raises",
            level: "warning",
            message: "fails if a row holds a text that is not a uuid",
            why: "it casts the column, so one such row of any user breaks every query that reads it",
            fix: "compare as text: cast the user's id with (select auth.uid()::text), not the column",
          }),
        ]
      : []),
  ];
}

function asksUnsetSetting(node: Node): boolean {
  const call = child(node, "FuncCall");
  if (call === undefined || names(call, "funcname").at(-1) !== "current_setting") return false;
  return child(list(call, "args")[1], "A_Const", "boolval")?.boolval !== true;
}

function castsEmptySetting(node: Node): boolean {
  const cast = child(node, "TypeCast");
  const type = names(child(cast, "typeName"), "names").at(-1) ?? "text";
  if (["text", "varchar"].includes(type)) return false;
  return isSetting(child(cast, "arg"));
}

/** A setting as it is: through casts to text and `select`, but not through `nullif`. */
function isSetting(node: Node | undefined): boolean {
  if (node === undefined) return false;
  const call = child(node, "FuncCall");
  if (call !== undefined) return names(call, "funcname").at(-1) === "current_setting";
  const inner =
    child(node, "TypeCast", "arg") ??
    child(list(child(node, "SubLink", "subselect", "SelectStmt"), "targetList")[0], "ResTarget", "val");
  return isSetting(inner);
}

function castsColumn(node: Node, relation: Relation): boolean {
  const cast = child(node, "TypeCast");
  const type = names(child(cast, "typeName"), "names").at(-1);
  const term = readTerm(child(cast, "arg"), relation);
  return type === "uuid" && term.kind === "column" && term.type !== "uuid";
}
