import { code, codes } from "./markdown.js";
import type { Material } from "./material.js";
import { commandsThatWrite } from "./writes.js";

/** Columns of tables that a user may write, which the user may not, or by one command only. */
export function readOnlyColumns({ context }: Material): readonly string[] {
  return context.tables.flatMap(({ key, access, relation }) => {
    const by = (...commands: readonly string[]) =>
      relation.columns
        .filter((column) => commandsThatWrite(access, column).join() === commands.join())
        .map(({ name }) => name);
    const both = by("insert", "update");
    const one = (["insert", "update"] as const).map((command) => ({ command, columns: by(command) }));
    const none = by();
    const kinds = [both, ...one.map(({ columns }) => columns), none].filter(({ length }) => length > 0);
    // Where all columns are alike, what is said of the table's access says it all.
    if (kinds.length < 2) return [];
    return [
      `${code(key)}: ${[
        ...(none.length === 0 ? [] : [`not ${codes(none)}`]),
        ...one
          .filter(({ columns }) => columns.length > 0)
          .map(({ command, columns }) => `${codes(columns)} by ${command} alone`),
        ...(both.length === 0 ? [] : [`${codes(both)} by insert and update`]),
      ].join("; ")}`,
    ];
  });
}
