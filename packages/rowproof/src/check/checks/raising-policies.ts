import type { Policy, Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import type { Node } from "../../sql/parser.js";
import { displayName } from "../../sql/sql.js";
import { child, list, names, walk } from "../../sql/tree.js";
import type { Check } from "../check.js";
import type { Subject } from "../subject.js";
import { readTerm } from "../term.js";

/**
 * A setting that nobody has set raises unless `current_setting` is told not to, and one that was set for a transaction
 * alone is an empty string afterwards (PostgreSQL documentation, "Configuration Settings Functions").
 */
export const raisingPolicies: Check = {
  id: "raising-policies",
  part: "security",
  holds: "No policy fails where there are no claims, or empty ones",
  find: (subject) =>
    subject.catalog.relations
      .filter(isTable)
      .flatMap((relation) =>
        relation.policies.flatMap((policy) => policyFindings(subject, relation, policy)),
      ),
};

function policyFindings(subject: Subject, relation: Relation, policy: Policy): readonly Finding[] {
  const texts = [...new Set([policy.using, policy.withCheck])].filter((text) => text !== null);
  const nodes = texts.flatMap((text) => [...walk(subject.expressions.expression(text))]);
  const unparsed = texts.some((text) => subject.expressions.expression(text) === undefined);
  const about = `policy ${displayName(policy.name)} on ${objectOf(relation)}`;
  const found = (
    id: string,
    level: Finding["level"],
    message: string,
    why: string,
    fix: string,
  ): Finding => ({
    id,
    level,
    object: policyObject(policy, relation),
    message: `${about} ${message}`,
    why,
    fix,
  });
  return [
    ...(unparsed
      ? [
          found(
            "policy/unread",
            "error",
            "could not be parsed",
            "so nothing is known of what it admits",
            "state it in plainer SQL",
          ),
        ]
      : []),
    ...(nodes.some(asksUnsetSetting)
      ? [
          found(
            "policy/raises",
            "error",
            "fails for everybody where the setting is not set",
            "current_setting without true as its second argument raises an error then",
            "write current_setting('…', true), or auth.uid() in its stead",
          ),
        ]
      : []),
    ...(nodes.some(castsEmptySetting)
      ? [
          found(
            "policy/raises",
            "error",
            "fails where the setting is an empty string",
            "a setting that was set for one transaction is empty in the next, and '' is neither json nor a uuid",
            "write nullif(current_setting('…', true), '') before the cast, or auth.uid() in its stead",
          ),
        ]
      : []),
    ...(nodes.some((node) => castsColumn(node, relation))
      ? [
          found(
            "policy/raises",
            "warning",
            "fails where a row holds a text that is not a uuid",
            "it casts the column, so one such row of anybody's stops every query that meets it",
            "compare texts: cast the caller's id with (select auth.uid()::text), not the column",
          ),
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
