import { typed } from "./column-value.js";
import { type SeedContext, storedRowsOf } from "./seed-context.js";
import type { TableSpec } from "./table-spec.js";

/** How many generated values are considered. */
const most = 3;

/** Values of a column other than a given one: labels, the other boolean, ids of users, keys of parents, or generated values. */
export function otherValuesOf(
  spec: TableSpec,
  column: string,
  than: string | null,
  context: SeedContext,
): readonly string[] {
  const columnSpec = spec.columns.find((one) => one.column.name === column);
  if (columnSpec === undefined) return [];
  const texts = [...idsOf(spec, column, context), ...generatedValues(spec, column, context)];
  return [...new Set(texts)]
    .filter((text) => text !== than)
    .map((text) => typed({ text, type: columnSpec.column.type }));
}

/** Ids of test users, or keys of their rows. */
function idsOf(spec: TableSpec, column: string, context: SeedContext): readonly string[] {
  if (spec.owners.includes(column)) return [...context.testUsers.values()].map(({ identity }) => identity.id);
  return spec.foreignKeys
    .filter(({ columns }) => columns.includes(column))
    .flatMap(({ columns, target, targetColumns }) =>
      [...context.testUsers.keys()].flatMap((person) => {
        const [parent] = storedRowsOf(context, target, person);
        return parent?.row[targetColumns[columns.indexOf(column)] ?? ""] ?? [];
      }),
    );
}

function generatedValues(spec: TableSpec, column: string, context: SeedContext): readonly string[] {
  const isKey = spec.foreignKeys.some(({ columns }) => columns.includes(column));
  if (isKey || spec.owners.includes(column)) return [];
  const columnSpec = spec.columns.find((one) => one.column.name === column);
  if (columnSpec === undefined) return [];
  if (columnSpec.labels.length > 0) return columnSpec.labels;
  const seed = {
    table: spec.key,
    column,
    person: "other",
    email: "other@rowproof.test",
    number: 3,
    today: context.today,
  };
  const texts = columnSpec.generators.flatMap((make) =>
    [0, 1].flatMap((round) => {
      const text = make({ ...seed, round });
      return typeof text === "string" ? [text] : [];
    }),
  );
  return texts.slice(0, most);
}
