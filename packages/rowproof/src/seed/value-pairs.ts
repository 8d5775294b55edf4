/**
 * Rows in which every two values of two columns stand together once, as far as the number of rows allows: what a condition
 * tells of two columns at a time is then met, without a row for every combination.
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
        other <= one ? [] : left.flatMap((_, at) => right.map((_, beside) => pairOf(one, at, other, beside))),
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
    row.flatMap((beside, other) => (other <= one ? [] : [pairOf(one, at, other, beside)])),
  );
}

/** Beginning with a pair that is still open, each column takes the value that closes most. */
function best(columns: readonly (readonly unknown[])[], open: ReadonlySet<string>): readonly number[] {
  const [first = "0 0 0 0"] = open;
  const [one = 0, at = 0, other = 0, beside = 0] = first.split(" ").map(Number);
  const row: number[] = [];
  for (const [column, values] of columns.entries()) {
    if (column === one || column === other) {
      row[column] = column === one ? at : beside;
      continue;
    }
    const gains = values.map((_, candidate) => {
      const fixed = [...row.entries(), [one, at] as const, [other, beside] as const].filter(
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
