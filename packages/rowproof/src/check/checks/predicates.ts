import type { RelationName } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import { asksOfCaller } from "../../contract/predicate-mistakes.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import type { Node } from "../../sql/parser.js";
import { displayName } from "../../sql/sql.js";
import { child, names } from "../../sql/tree.js";
import { type AskedCondition, askedConditions } from "../asked-conditions.js";
import type { Check } from "../check.js";
import { type CheckContext, tableOfView } from "../context.js";
import { tablesNotThere } from "../undecided.js";

/** Conditions of the contract. The server binds every name in them. */
export const predicates: Check = {
  id: "predicates",
  part: "verification",
  holds: "Every condition of the contract is valid for its table",
  undecided: tablesNotThere,
  summary: ({ catalog }) => counted(catalog.external.predicates.length, "condition"),
  find: (context) =>
    askedConditions(context).flatMap((condition): readonly Finding[] => {
      if (condition.bound?.printed == null) return [notBound(context, condition)];
      return [...withoutRow(context, condition), ...unreadable(context, condition)];
    }),
};

function conditionFinding(
  { contract }: CheckContext,
  { table, roles, command }: AskedCondition,
  finding: Pick<Finding, "id" | "message" | "why" | "fix" | "sqlstate">,
): Finding {
  const within = roles.includes("authenticated") ? [command] : ["anon", command];
  const place = contract.place(["tables", table.key, "access", ...within]);
  return {
    ...finding,
    level: "error",
    object: objectOf(table.relation),
    message: `the condition for ${command} of ${objectOf(table.relation)} ${finding.message}`,
    ...(place === undefined ? {} : { place }),
  };
}

/** A read-only connection (25006) or a role without TEMPORARY (42501) cannot create the view. */
const ofConnection = ["25006", "42501"];

function notBound(context: CheckContext, condition: AskedCondition): Finding {
  const fault = condition.bound?.fault ?? null;
  const connection = fault !== null && ofConnection.includes(fault.sqlstate);
  return conditionFinding(context, condition, {
    id: connection ? "connection/cannot-bind" : "contract/predicate",
    message: `is not valid: ${fault?.message ?? "the server did not check it"}`,
    why: connection
      ? "the server checks it with a temporary view that is rolled back, and this connection cannot create one"
      : "its meaning is unknown, so no policy can be compared with it",
    fix: connection
      ? "connect to the primary, with a read-write session, as a role with TEMPORARY on the database"
      : "use columns that the table has, tables that the contract names, and types that can be compared",
    ...(fault === null ? {} : { sqlstate: fault.sqlstate }),
  });
}

/** In a subquery an unqualified name is first the inner table's, so a condition may not use its own row at all. */
function withoutRow(context: CheckContext, condition: AskedCondition): readonly Finding[] {
  const { table, text } = condition;
  const { schema, name } = table.relation;
  const tree = context.expressions.predicate({ schema, name, text });
  if (tree === undefined || asksRow(tree, name, false) || asksOfCaller(tree)) return [];
  return [
    conditionFinding(context, condition, {
      id: "contract/predicate-without-column",
      message: "does not use the row",
      why: "the server binds every column in it to a table of a subquery, so the result is the same for every row",
      fix: `qualify the table's own columns: ${displayName(name)}.id`,
    }),
  ];
}

function asksRow(value: unknown, table: string, inner: boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => asksRow(item, table, inner));
  if (typeof value !== "object" || value === null) return false;
  const path = names(child(value as Node, "ColumnRef"), "fields");
  if (path.length > 0) return path.length === 1 ? !inner : path[0] === table;
  return Object.entries(value).some(([field, item]) => asksRow(item, table, inner || field === "subselect"));
}

/** A policy runs as the querying user, whose privileges and policies also apply to the tables in it. */
function unreadable(context: CheckContext, condition: AskedCondition): readonly Finding[] {
  const { bound, roles, table } = condition;
  const asked = (bound?.reads ?? []).filter(
    ({ schema, name }) => schema !== table.relation.schema || name !== table.relation.name,
  );
  return asked.flatMap((read) => {
    const lacking = roles.filter((role) => !maySelect(context, read, role));
    if (lacking.length === 0) return [];
    const name = displayName(read.schema, read.name);
    return [
      conditionFinding(context, condition, {
        id: "contract/predicate-unreadable",
        message: `reads ${name}, which ${listed(lacking)} may not read`,
        why: "a policy runs as the querying user, so for them it fails on every row (42501), even their own",
        fix: `let them read their rows of ${name} in the contract, or call a security definer function that returns the keys`,
        sqlstate: "42501",
      }),
    ];
  });
}

/** By the contract if it names the relation; a plan closes the rest of its schemas; for other schemas the server knows. */
function maySelect(
  context: CheckContext,
  read: RelationName & { readonly selectableBy: readonly string[] },
  role: "anon" | "authenticated",
): boolean {
  const relation = findRelation(context.catalog, read.schema, read.name);
  if (relation === undefined || relation.extension !== null) return read.selectableBy.includes(role);
  const table = context.tables.find((one) => one.relation === relation) ?? tableOfView(context, relation);
  return table !== undefined && table.access[role].select.rows.kind !== "none";
}
