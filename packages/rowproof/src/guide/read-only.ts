import { code, codes } from "./markdown.js";
import type { Material } from "./material.js";
import { commandsThatWrite } from "./writes.js";

/** Columns that a user may not write, or only by one command, of tables that a user may write. */
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
    // If all columns have the same access, the table's access already says it.
    if (kinds.length < 2) return [];
    return [
      `${code(key)}: ${[
        ...(none.length === 0 ? [] : [`not ${codes(none)}`]),
        ...one
          .filter(({ columns }) => columns.length > 0)
          .map(({ command, columns }) => `${codes(columns)} only by ${command}`),
        ...(both.length === 0 ? [] : [`${codes(both)} by insert and update`]),
      ].join("; ")}`,
    ];
  });
}
