import type { Blueprint } from "./blueprint.js";
import { entriesOf, type Garden } from "./garden.js";
import { typed } from "./value.js";

/** How many made-up values are looked at for one that differs. */
const most = 3;

/** Values of a column other than one that it holds: labels, the other boolean, others' ids and parents, or what is made up. */
export function otherValuesOf(
  blueprint: Blueprint,
  column: string,
  than: string | null,
  garden: Garden,
): readonly string[] {
  const planned = blueprint.columns.find((one) => one.column.name === column);
  if (planned === undefined) return [];
  const texts = [...idsOf(blueprint, column, garden), ...madeUp(blueprint, column, garden)];
  return [...new Set(texts)]
    .filter((text) => text !== than)
    .map((text) => typed({ text, type: planned.column.type }));
}

/** What is somebody's id or the key of somebody's row. */
function idsOf(blueprint: Blueprint, column: string, garden: Garden): readonly string[] {
  if (blueprint.owners.includes(column)) return [...garden.cast.values()].map(({ person }) => person.id);
  return blueprint.references
    .filter(({ columns }) => columns.includes(column))
    .flatMap(({ columns, target, targetColumns }) =>
      [...garden.cast.keys()].flatMap((person) => {
        const [parent] = entriesOf(garden, target, person);
        return parent?.row[targetColumns[columns.indexOf(column)] ?? ""] ?? [];
      }),
    );
}

function madeUp(blueprint: Blueprint, column: string, garden: Garden): readonly string[] {
  const isKey = blueprint.references.some(({ columns }) => columns.includes(column));
  if (isKey || blueprint.owners.includes(column)) return [];
  const planned = blueprint.columns.find((one) => one.column.name === column);
  if (planned === undefined) return [];
  if (planned.labels.length > 0) return planned.labels;
  const seed = {
    table: blueprint.key,
    column,
    person: "other",
    email: "other@rowproof.test",
    number: 3,
    today: garden.today,
  };
  const texts = planned.makers.flatMap((make) =>
    [0, 1].flatMap((round) => {
      const text = make({ ...seed, round });
      return typeof text === "string" ? [text] : [];
    }),
  );
  return texts.slice(0, most);
}
