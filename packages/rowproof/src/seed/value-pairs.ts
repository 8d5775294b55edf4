/**
 * Rows in which every two values of two columns occur together once, as far as the number of rows allows. A condition on two
 * columns then meets all of its cases, without a row for every combination.
 *
 * @param columns the values of each column
 */
export function pairs<Value>(
  columns: readonly (readonly Value[])[],
  most: number,
): readonly (readonly Value[])[] {
  const open = openPairs(columns);
  const rows: (readonly Value[])[] = [];
  while (open.size > 0 && rows.length < most && columns.length > 0) {
    const row = best(columns, open);
    for (const pair of pairsOf(row)) open.delete(pair);
    rows.push(row.map((at, column) => columns[column]?.[at] as Value));
  }
  return rows;
}

function openPairs(columns: readonly (readonly unknown[])[]): Set<string> {
  const [only = []] = columns;
  if (columns.length === 1) return new Set(only.map((_, at) => pairOf(0, at, 0, at)));
  return new Set(
    columns.flatMap((left, one) =>
      columns.flatMap((right, other) =>
        other <= one
          ? []
          : left.flatMap((_, at) => right.map((_, otherAt) => pairOf(one, at, other, otherAt))),
      ),
    ),
  );
}

function pairOf(...place: readonly number[]): string {
  return place.join(" ");
}

function pairsOf(row: readonly number[]): readonly string[] {
  if (row.length === 1) return [pairOf(0, row[0] ?? 0, 0, row[0] ?? 0)];
  return row.flatMap((at, one) =>
    row.flatMap((otherAt, other) => (other <= one ? [] : [pairOf(one, at, other, otherAt)])),
  );
}

/** Starts with a pair that is still open. Each other column takes the value that closes most pairs. */
function best(columns: readonly (readonly unknown[])[], open: ReadonlySet<string>): readonly number[] {
  const [first = "0 0 0 0"] = open;
  const [one = 0, at = 0, other = 0, otherAt = 0] = first.split(" ").map(Number);
  const row: number[] = [];
  for (const [column, values] of columns.entries()) {
    if (column === one || column === other) {
      row[column] = column === one ? at : otherAt;
      continue;
    }
    const gains = values.map((_, candidate) => {
      const fixed = [...row.entries(), [one, at] as const, [other, otherAt] as const].filter(
        ([of]) => of !== column,
      );
      return fixed.filter(([of, value]) =>
        open.has(of < column ? pairOf(of, value, column, candidate) : pairOf(column, candidate, of, value)),
      ).length;
    });
    row[column] = gains.indexOf(Math.max(...gains));
  }
  return row;
}
