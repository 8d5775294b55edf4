import type { Rows } from "../contract/contract.js";

/** Which rows are meant, as the object of a sentence: `only their own rows`. */
export function rowsInWords(rows: Rows): string {
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
