import type { MatrixCell } from "./cells.js";
import type { MatrixOptions } from "./objects.js";

/** Where the script of each broken cell is, as the JSON document has it. */
export function scriptPaths(
  cells: readonly MatrixCell[],
  scripts: NonNullable<MatrixOptions["scripts"]>,
): readonly object[] {
  return cells.flatMap((cell) => {
    const { object, actor, command } = cell;
    const script = scripts.get(cell);
    return script === undefined ? [] : [{ object, actor, command, path: script.path }];
  });
}
