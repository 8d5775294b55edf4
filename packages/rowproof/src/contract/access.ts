import type { Access, Command, CommandAccess, Rows } from "./contract.js";

const nothing: CommandAccess = { rows: { kind: "none" } };
const everything: CommandAccess = { rows: { kind: "all" } };

/** No row for any command. */
export const nowhere: Access["anon"] = { select: nothing, insert: nothing, update: nothing, delete: nothing };

/** Every row for every command. */
export const everywhere: Access["anon"] = {
  select: everything,
  insert: everything,
  update: everything,
  delete: everything,
};

/** Which columns may be written: those named, or all but those named. */
export interface ColumnLimits {
  /** The only columns that a user may write, by update and by insert. Default: all. */
  readonly writable?: readonly string[];
  /** Columns that a user may not write. All others may be written, also columns that are added later. */
  readonly readOnly?: readonly string[];
}

/**
 * The access of a role, from the rows of each command. Limits apply to insert and update. If both are withheld, the limits are
 * kept, so that loading the file reports the contradiction.
 */
export function roleAccess(
  rowsFor: (command: Command) => Rows,
  { writable, readOnly }: ColumnLimits,
): Access["anon"] {
  const limits = {
    ...(writable === undefined ? {} : { columns: writable }),
    ...(readOnly === undefined ? {} : { except: readOnly }),
  };
  const writesNothing = rowsFor("insert").kind === "none" && rowsFor("update").kind === "none";
  const write = (command: "insert" | "update"): CommandAccess => {
    const rows = rowsFor(command);
    return { rows, ...(writesNothing || rows.kind !== "none" ? limits : {}) };
  };
  return {
    select: { rows: rowsFor("select") },
    insert: write("insert"),
    update: write("update"),
    delete: { rows: rowsFor("delete") },
  };
}
