import { snakeCase } from "../../contract/naming.js";

/** What a migration is called that does something with a table; what no file's name can hold is left out. */
export function migrationName(...words: readonly string[]): string {
  const plain = words.map((word) => snakeCase(word.normalize("NFKD")).replace(/[^a-z0-9]+/g, "_"));
  return plain.join("_").replace(/_+/g, "_").replace(/^_|_$/g, "").slice(0, 100);
}
