import type { RelationName } from "../../catalog/facts.js";
import { RowproofError } from "../../diagnostic.js";
import { displayName } from "../../sql/sql.js";
import { nameTaken } from "./names.js";
import { type RehearsalFault, refusedInRehearsal } from "./rehearsal.js";

/** Why the server refuses a new table: most often a column's type or reference does not exist. */
export function columnsRefused(table: RelationName, refusal: RehearsalFault): RowproofError {
  const { fault, excerpt, cause } = refusal;
  if (fault.sqlstate === "42P07")
    return nameTaken(table, "the schema has an index, a type or a sequence of that name");
  if (fault.sqlstate === "42501") return refusedInRehearsal(refusal);
  return new RowproofError(
    {
      id: "table/columns-refused",
      sqlstate: fault.sqlstate,
      message: `table ${displayName(table.schema, table.name)} cannot be created: ${fault.message}`,
      why: fault.detail ?? "the server refuses the given columns; nothing was written",
      fix: fault.hint ?? "correct --columns, then run again",
      ...(excerpt === undefined ? {} : { excerpt }),
    },
    2,
    { cause },
  );
}
