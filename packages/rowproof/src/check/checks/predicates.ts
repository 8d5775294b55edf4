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
import { type Subject, tableOfView } from "../subject.js";
import { tablesNotThere } from "../undecided.js";

/** Conditions of the contract, asked of the server, which binds every name in them. */
export const predicates: Check = {
  id: "predicates",
  part: "verification",
  holds: "Every condition of the contract can be asked of its table",
  undecided: tablesNotThere,
  summary: ({ catalog }) => counted(catalog.external.predicates.length, "condition"),
  find: (subject) =>
    askedConditions(subject).flatMap((condition): readonly Finding[] => {
      if (condition.bound?.printed == null) return [notBound(subject, condition)];
      return [...withoutRow(subject, condition), ...unreadable(subject, condition)];
    }),
};

function told(
  { contract }: Subject,
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

/** Nothing can be made in a connection that only reads (25006), nor without the right to make temporary objects. */
const ofConnection = ["25006", "42501"];

function notBound(subject: Subject, condition: AskedCondition): Finding {
  const fault = condition.bound?.fault ?? null;
  const connection = fault !== null && ofConnection.includes(fault.sqlstate);
  return told(subject, condition, {
    id: connection ? "connection/cannot-bind" : "contract/predicate",
    message: `cannot be asked: ${fault?.message ?? "the server was not asked"}`,
    why: connection
      ? "to have the server bind it, a temporary view is made and taken back, and this connection may not make one"
      : "what the contract means by it is not known, so no policy can be compared with it",
    fix: connection
      ? "connect to the primary, in a session that may write, as a role with TEMPORARY on the database"
      : "correct it: a column that the table has, a table that the contract names, types that can be compared",
    ...(fault === null ? {} : { sqlstate: fault.sqlstate }),
  });
}

/** In a subquery a bare name is that of the inner table first, so that a condition may never ask its row. */
function withoutRow(subject: Subject, condition: AskedCondition): readonly Finding[] {
  const { table, text } = condition;
  const { schema, name } = table.relation;
  const tree = subject.expressions.predicate({ schema, name, text });
  if (tree === undefined || asksRow(tree, name, false) || asksOfCaller(tree)) return [];
  return [
    told(subject, condition, {
      id: "contract/predicate-without-column",
      message: "asks nothing of the row",
      why: "every column in it belongs to a table of a subquery, as the server binds the names, so it says the same of every row",
      fix: `write the table's own columns with its name: ${displayName(name)}.id`,
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

/** A policy is evaluated as its caller, privileges and policies of what it asks included. */
function unreadable(subject: Subject, condition: AskedCondition): readonly Finding[] {
  const { bound, roles, table } = condition;
  const asked = (bound?.reads ?? []).filter(
    ({ schema, name }) => schema !== table.relation.schema || name !== table.relation.name,
  );
  return asked.flatMap((read) => {
    const lacking = roles.filter((role) => !maySelect(subject, read, role));
    if (lacking.length === 0) return [];
    const name = displayName(read.schema, read.name);
    return [
      told(subject, condition, {
        id: "contract/predicate-unreadable",
        message: `asks ${name}, which ${listed(lacking)} may not read`,
        why: "a policy is evaluated as whoever asks, so that for them it fails on every row (42501), their own too",
        fix: `let them read their rows of ${name} by the contract, or ask a security definer function that returns the keys meant`,
        sqlstate: "42501",
      }),
    ];
  });
}

/** By the contract where it speaks of the relation; what else is in its schemas a plan closes; of others the server is asked. */
function maySelect(
  subject: Subject,
  read: RelationName & { readonly selectableBy: readonly string[] },
  role: "anon" | "authenticated",
): boolean {
  const relation = findRelation(subject.catalog, read.schema, read.name);
  if (relation === undefined || relation.extension !== null) return read.selectableBy.includes(role);
  const table = subject.tables.find((one) => one.relation === relation) ?? tableOfView(subject, relation);
  return table !== undefined && table.access[role].select.rows.kind !== "none";
}
