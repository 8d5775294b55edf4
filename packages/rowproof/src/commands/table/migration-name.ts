import { snakeCase } from "../../contract/naming.js";

/** The name of a migration that changes a table; characters that a file name cannot hold are left out. */
export function migrationName(...words: readonly string[]): string {
  const plain = words.map((word) => snakeCase(word.normalize("NFKD")).replace(/[^a-z0-9]+/g, "_"));
  return plain.join("_").replace(/_+/g, "_").replace(/^_|_$/g, "").slice(0, 100);
}
