import { typed } from "./column-value.js";
import { type SeedContext, storedRowsOf } from "./seed-context.js";
import type { TableSpec } from "./table-spec.js";

/** How many made-up values are looked at for one that differs. */
const most = 3;

/** Values of a column other than one that it holds: labels, the other boolean, others' ids and parents, or what is made up. */
export function otherValuesOf(
  spec: TableSpec,
  column: string,
  than: string | null,
  context: SeedContext,
): readonly string[] {
  const planned = spec.columns.find((one) => one.column.name === column);
  if (planned === undefined) return [];
  const texts = [...idsOf(spec, column, context), ...madeUp(spec, column, context)];
  return [...new Set(texts)]
    .filter((text) => text !== than)
    .map((text) => typed({ text, type: planned.column.type }));
}

/** What is somebody's id or the key of somebody's row. */
function idsOf(spec: TableSpec, column: string, context: SeedContext): readonly string[] {
  if (spec.owners.includes(column))
    return [...context.testUsers.values()].map(({ identity: person }) => person.id);
  return spec.foreignKeys
    .filter(({ columns }) => columns.includes(column))
    .flatMap(({ columns, target, targetColumns }) =>
      [...context.testUsers.keys()].flatMap((person) => {
        const [parent] = storedRowsOf(context, target, person);
        return parent?.row[targetColumns[columns.indexOf(column)] ?? ""] ?? [];
      }),
    );
}

function madeUp(spec: TableSpec, column: string, context: SeedContext): readonly string[] {
  const isKey = spec.foreignKeys.some(({ columns }) => columns.includes(column));
  if (isKey || spec.owners.includes(column)) return [];
  const planned = spec.columns.find((one) => one.column.name === column);
  if (planned === undefined) return [];
  if (planned.labels.length > 0) return planned.labels;
  const seed = {
    table: spec.key,
    column,
    person: "other",
    email: "other@rowproof.test",
    number: 3,
    today: context.today,
  };
  const texts = planned.generators.flatMap((make) =>
    [0, 1].flatMap((round) => {
      const text = make({ ...seed, round });
      return typeof text === "string" ? [text] : [];
    }),
  );
  return texts.slice(0, most);
}
