import type pg from "pg";
import { type KeyViolations, readViolations } from "../../catalog/violations.js";
import type { CheckContext } from "../../check/context.js";
import { keysToCheck } from "../../plan/planners/keys.js";
import { keyOfWanted } from "../../plan/wanted-keys.js";
import { counted } from "../../sql/list.js";
import { displayName } from "../../sql/sql.js";

type KeyToCheck = ReturnType<typeof keysToCheck>[number];

/** The rows that break the foreign keys which the contract needs, by key, and a sentence about each key. */
export async function readKeyViolations(client: pg.Client, context: CheckContext) {
  const violations = new Map<string, KeyViolations>();
  const sentences: string[] = [];
  for (const key of keysToCheck(context)) {
    const found = await readViolations(client, key);
    if (found !== undefined) violations.set(keyOfWanted(key), found);
    if (found === undefined) sentences.push(notChecked(key));
    else if (found.keys.length > 0) sentences.push(broken(key, found));
  }
  return { violations, sentences };
}

function notChecked({ relation, references }: KeyToCheck): string {
  const [table, parent] = [relation, references].map(({ schema, name }) => displayName(schema, name));
  return `this role cannot see every row of ${table} and ${parent}, so its key to ${parent} is left not valid`;
}

function broken({ relation, references, columns }: KeyToCheck, { keys, more }: KeyViolations): string {
  const [table, parent] = [relation, references].map(({ schema, name }) => displayName(schema, name));
  const one = keys.length === 1 && !more;
  const rows = `${more ? "more than " : ""}${counted(keys.length, "row")} of ${table}`;
  const values = `${one ? "has" : "have"} (${columns.join(", ")}) that no row of ${parent} has`;
  return `${rows} ${values}; ${one ? "it stays" : "they stay"}, and the key is left not valid: ${keys.join("; ")}`;
}
