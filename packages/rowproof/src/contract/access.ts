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
  /** The only columns that a user may write, by update and by insert; absent: all of them. */
  readonly writable?: readonly string[];
  /** Columns that a user may not write, while all others may be, those too that the table gets later. */
  readonly readOnly?: readonly string[];
}

/**
 * The access of a role whose rows are told command by command; limits hold for what is inserted and updated. Where neither
 * is allowed the limits stay in sight, so that the contradiction is found when the file is loaded.
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
