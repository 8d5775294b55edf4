import type { Column, Relation } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import { ownerRank } from "../contract/draft/conventions.js";
import { snakeCase } from "../contract/naming.js";
import { isOwnerType } from "../contract/owner-type.js";
import type { NamedTable } from "../contract/resolved.js";
import { keyOf, usersKey } from "../sql/relation-key.js";

/**
 * The columns of a table that hold the owner's id: those that the contract names, foreign keys to the users, columns that a
 * condition compares with the user's id and, if the contract names no owner, columns whose name says so. The likeliest is first.
 */
export function ownersOf(relation: Relation, table: NamedTable | undefined): readonly string[] {
  const declared = table?.owners ?? [];
  const keys = singleKeys(relation);
  const toUsers = [...keys].filter(([, target]) => target === usersKey).map(([column]) => column);
  const compared = comparedColumns(relation, table);
  const possible = relation.columns.filter(
    (column) => isOwnerType(column) && !isTooShort(column) && !keys.has(column.name),
  );
  const guessed = possible
    .filter((column) => compared.has(column.name) || (declared.length === 0 && isNamedAsUser(column)))
    .map(({ name }) => name);
  const own = relation.columns.filter((column) => declared.includes(column.name) && isOwnerType(column));
  const others = relation.columns
    .map(({ name }) => name)
    .filter((name) => toUsers.includes(name) || guessed.includes(name))
    .toSorted((left, right) => rank(left) - rank(right));
  return [...new Set([...own.map(({ name }) => name), ...others])];
}

function rank(column: string): number {
  return ownerRank(column) ?? Number.MAX_SAFE_INTEGER;
}

/**
 * The text columns whose first part a condition compares with the user's id: paths whose first folder belongs to a user, as in
 * Supabase storage.
 */
export function folderColumns(relation: Relation, table: NamedTable | undefined): readonly string[] {
  const userId = String.raw`\(*\s*(?:select\s+)?\(*(?:auth\.)?uid\(\)`;
  const texts = conditionsOf(relation, table);
  return relation.columns
    .filter(({ type, name }) => /^(?:text|character varying)/.test(type) && !/[^\w]/.test(name))
    .map(({ name }) => name)
    .filter((name) => {
      const part = String.raw`(?:foldername|string_to_array|split_part)\(+(?:[\w"]+\.)?"?${name}"?\)?[^=]{0,40}\)*(?:\[\d\])?\)*\s*=\s*${userId}`;
      return texts.some((text) => new RegExp(part, "i").test(text ?? ""));
    });
}

/** The columns of foreign keys, with the table they reference. A key of one column takes precedence. */
function singleKeys({ constraints }: Relation): ReadonlyMap<string, string> {
  const keys = constraints
    .flatMap(({ references, columns }) => (references === null ? [] : [{ references, columns }]))
    .toSorted((left, right) => right.columns.length - left.columns.length);
  return new Map(
    keys.flatMap(({ references, columns }) => columns.map((column) => [column, keyOf(references)] as const)),
  );
}

/** The columns that the contract's predicates compare with the user's id or, for a table outside the contract, its policies. */
function comparedColumns(relation: Relation, table: NamedTable | undefined): ReadonlySet<string> {
  const expressions = conditionsOf(relation, table);
  const userId = String.raw`\(*\s*(?:select\s+)?\(*(?:auth\.)?uid\(\)`;
  const after = new RegExp(String.raw`"?(\w+)"?\)*\s*=\s*${userId}`, "gi");
  const before = new RegExp(String.raw`${userId}[^=]{0,40}=\s*\(*"?(\w+)"?`, "gi");
  const found = expressions.flatMap((text) =>
    [after, before].flatMap((pattern) =>
      [...(text ?? "").matchAll(pattern)].map(([, column = ""]) => column),
    ),
  );
  return new Set(found);
}

/** For a table of the contract, policies do not count: one that compares the wrong column would pass on rows made for it. */
function conditionsOf({ policies }: Relation, table: NamedTable | undefined): readonly (string | null)[] {
  if (table === undefined) return policies.flatMap((policy) => [policy.using, policy.withCheck]);
  return commands.flatMap((command) => {
    const { rows } = table.access.authenticated[command];
    return rows.kind === "where" ? [rows.predicate] : [];
  });
}

function isTooShort({ type }: Column): boolean {
  const limit = /\((\d+)\)/.exec(type)?.[1];
  return limit !== undefined && Number(limit) < 36;
}

/** A plain word such as `author` may hold a name if the column is a text. In a uuid column it is an id. */
function isNamedAsUser({ name, type }: Column): boolean {
  const words = snakeCase(name);
  const who = "(?:user|owner|author|creator|profile|account|member|customer|person|sender|poster)";
  const pattern = new RegExp(
    `^(?:\\w+_)?${who}_?(?:id|uid|uuid)$|^uid$|^(?:created|owned|posted|uploaded|sent)_by(?:_id)?$`,
  );
  return pattern.test(words) || (type === "uuid" && new RegExp(`^${who}$`).test(words));
}
