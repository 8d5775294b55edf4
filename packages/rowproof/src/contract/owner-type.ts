import type { Column } from "../catalog/facts.js";

/**
 * Whether a column can hold a user's id so that two different ids never compare as equal: by its type, and by a built-in
 * collation (a custom one may ignore case).
 */
export function isOwnerType({ type, collation }: Pick<Column, "type" | "collation">): boolean {
  const plain = collation === null || collation.startsWith("pg_catalog.");
  return type === "uuid" || (plain && /^(?:text|character varying(?:\(\d+\))?)$/.test(type));
}
