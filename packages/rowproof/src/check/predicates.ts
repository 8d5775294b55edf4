import type { Relation, RelationName } from "../catalog/facts.js";
import type { PredicateText } from "../catalog/predicates.js";
import { commands, type Membership, type Rows } from "../contract/contract.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { identifier, literal } from "../sql/sql.js";

/** Rows that only the server can compare with a policy's, because any expression may stand there. */
type PredicateRows = Extract<Rows, { kind: "member" | "where" }>;

/** Whether an expression selects the rows, which the server must bind and print before it can be compared. */
export function isPredicate(rows: Rows): rows is PredicateRows {
  return rows.kind === "member" || rows.kind === "where";
}

/** The conditions that a contract puts on its tables, for `bindPredicates`; those that name what is not there are left out. */
export function predicatesOf(contract: ResolvedContract): readonly PredicateText[] {
  const all = contract.namedTables.flatMap((table) => {
    if (table.relation === undefined) return [];
    return (["anon", "authenticated"] as const).flatMap((role) =>
      commands.flatMap((command) => {
        const { rows } = table.access[role][command];
        const text = isPredicate(rows) ? predicateText(contract, rows) : undefined;
        return text === undefined ? [] : [{ schema: table.schema, name: table.name, text }];
      }),
    );
  });
  return [...new Map(all.map((predicate) => [keyOf(predicate), predicate])).values()];
}

/** One key a table and text. */
export function keyOf({ schema, name, text }: PredicateText): string {
  return JSON.stringify([schema, name, text]);
}

/** The condition as a policy states it; undefined where the table of members is not there. */
export function predicateText(contract: ResolvedContract, rows: PredicateRows): string | undefined {
  if (rows.kind === "where") return readOnce(rows.predicate.trim());
  const members = contract.tableNamed(rows.members)?.relation;
  return members === undefined ? undefined : membershipText(rows.column, rows, members);
}

function membershipText(column: string, { team, user, roles }: Membership, members: Relation): string {
  const of = (name: string) => identifier("member", name).text;
  const conditions = [
    `${of(user)} = ${currentUserId(members, user)}`,
    ...(roles === undefined
      ? []
      : [`${of(roles.column)} in (${roles.among.map((role) => literal(role).text).join(", ")})`]),
  ];
  return `${identifier(column).text} in (select ${of(team)} from ${nameOf(members)} as member where ${conditions.join(" and ")})`;
}

function nameOf({ schema, name }: RelationName): string {
  return identifier(schema, name).text;
}

/** The user's id in the type of a column. The select reads and casts it once per statement, not once per row. */
export function currentUserId(relation: Relation, column: string): string {
  const type = relation.columns.find(({ name }) => name === column)?.type;
  return type === "uuid" ? "(select auth.uid())" : "(select auth.uid()::text)";
}

const literals = String.raw`\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$`;
const comments = String.raw`--[^\n]*|/\*[\s\S]*?\*/`;
const claim = String.raw`\bauth\s*\.\s*(?:uid|jwt|role)\s*\(\s*\)(?:\s*::\s*(?:text|uuid|jsonb?)\b)?`;

/**
 * Has each claim read once a statement and not once a row: within a select of its own, where it is not in one already. Comments
 * go, because what follows one on its line would be swallowed.
 */
function readOnce(predicate: string): string {
  return predicate
    .replace(
      new RegExp(String.raw`(?:${literals})|(${comments})|(\(\s*select\s+)?(${claim})`, "gi"),
      (whole: string, ...groups: readonly (string | undefined)[]) => {
        const [, comment, select, call] = groups;
        if (comment !== undefined) return " ";
        return call === undefined || select !== undefined ? whole : `(select ${call})`;
      },
    )
    .trim();
}
