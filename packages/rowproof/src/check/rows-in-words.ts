import type { Command, Rows } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { listed } from "../sql/list.js";

/** What a role may do by the contract with some commands: `select and insert only their own rows`, a phrase a kind of rows. */
export function accessInWords(
  table: ResolvedTable,
  role: "anon" | "authenticated",
  commands: readonly Command[],
): readonly string[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const words = rowsInWords(table.access[role][command].rows);
    groups.set(words, [...(groups.get(words) ?? []), command]);
  }
  return [...groups].map(([words, group]) => `${listed(group)} ${words}`);
}

/** Which rows are meant, as the object of a sentence: `only their own rows`. */
function rowsInWords(rows: Rows): string {
  switch (rows.kind) {
    case "none":
      return "no row";
    case "own":
      return "only their own rows";
    case "member": {
      const roles = rows.roles === undefined ? "" : ` in which they are ${rows.roles.among.join(" or ")}`;
      return `only the rows of their own teams${roles}`;
    }
    case "where":
      return `only the rows for which ${rows.predicate.trim().replace(/\s+/g, " ")}`;
    case "all":
      return "every row";
  }
}
