import type { Column, Relation } from "../catalog/facts.js";
import { commands, type TableContract } from "../contract/contract.js";
import { ownerRank } from "../contract/draft/conventions.js";
import { snakeCase } from "../contract/naming.js";
import { isOwnerType } from "../contract/owner-type.js";
import { ownerColumns } from "../contract/tables.js";
import { keyOf, usersKey } from "../sql/relation-key.js";

/**
 * The columns of a table that hold the id of whose row it is: as the contract says, as foreign keys to the users and
 * conditions over the caller's id say, and, where the contract names no owner, as names say. The likeliest is first.
 */
export function ownersOf(relation: Relation, table: TableContract | undefined): readonly string[] {
  const told = table === undefined ? [] : ownerColumns(table);
  const keys = singleKeys(relation);
  const toUsers = [...keys].filter(([, target]) => target === usersKey).map(([column]) => column);
  const compared = comparedColumns(relation, table);
  const possible = relation.columns.filter(
    (column) => isOwnerType(column) && !isTooShort(column) && !keys.has(column.name),
  );
  const guessed = possible
    .filter((column) => compared.has(column.name) || (told.length === 0 && isNamedAsUser(column)))
    .map(({ name }) => name);
  const own = relation.columns.filter((column) => told.includes(column.name) && isOwnerType(column));
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
 * The text columns of which a condition compares the first part with the caller's id: paths whose first folder is whose they
 * are, as Supabase's storage has them.
 */
export function folderColumns(relation: Relation, table: TableContract | undefined): readonly string[] {
  const caller = String.raw`\(*\s*(?:select\s+)?\(*(?:auth\.)?uid\(\)`;
  const texts = conditionsOf(relation, table);
  return relation.columns
    .filter(({ type, name }) => /^(?:text|character varying)/.test(type) && !/[^\w]/.test(name))
    .map(({ name }) => name)
    .filter((name) => {
      const part = String.raw`(?:foldername|string_to_array|split_part)\(+(?:[\w"]+\.)?"?${name}"?\)?[^=]{0,40}\)*(?:\[\d\])?\)*\s*=\s*${caller}`;
      return texts.some((text) => new RegExp(part, "i").test(text ?? ""));
    });
}

/** The columns that are foreign keys or parts of one, with what they refer to; a key by itself is the one that counts. */
function singleKeys({ constraints }: Relation): ReadonlyMap<string, string> {
  const keys = constraints
    .flatMap(({ references, columns }) => (references === null ? [] : [{ references, columns }]))
    .toSorted((left, right) => right.columns.length - left.columns.length);
  return new Map(
    keys.flatMap(({ references, columns }) => columns.map((column) => [column, keyOf(references)] as const)),
  );
}

/** The columns that the contract's predicates compare with the caller's id; of a table that it does not name, the policies. */
function comparedColumns(relation: Relation, table: TableContract | undefined): ReadonlySet<string> {
  const expressions = conditionsOf(relation, table);
  const caller = String.raw`\(*\s*(?:select\s+)?\(*(?:auth\.)?uid\(\)`;
  const after = new RegExp(String.raw`"?(\w+)"?\)*\s*=\s*${caller}`, "gi");
  const before = new RegExp(String.raw`${caller}[^=]{0,40}=\s*\(*"?(\w+)"?`, "gi");
  const found = expressions.flatMap((text) =>
    [after, before].flatMap((pattern) =>
      [...(text ?? "").matchAll(pattern)].map(([, column = ""]) => column),
    ),
  );
  return new Set(found);
}

/** What the contract means, a policy must not decide: one that compares the wrong column would be proved by rows made for it. */
function conditionsOf({ policies }: Relation, table: TableContract | undefined): readonly (string | null)[] {
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

/** A plain word, as `author`, could be a name in a text; in a uuid it is an id. */
function isNamedAsUser({ name, type }: Column): boolean {
  const words = snakeCase(name);
  const who = "(?:user|owner|author|creator|profile|account|member|customer|person|sender|poster)";
  const said = new RegExp(
    `^(?:\\w+_)?${who}_?(?:id|uid|uuid)$|^uid$|^(?:created|owned|posted|uploaded|sent)_by(?:_id)?$`,
  );
  return said.test(words) || (type === "uuid" && new RegExp(`^${who}$`).test(words));
}
