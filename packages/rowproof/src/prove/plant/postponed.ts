import { identifier } from "../../sql/sql.js";
import type { Reference } from "./blueprint.js";
import { type Entry, entriesOf } from "./garden.js";
import { isRefusal, runInSavepoint } from "./insertion.js";
import type { Planting } from "./planting.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { bare } from "./value.js";

/** Sets the foreign keys that had to wait: each row's to the same person's first row, as far as the table lets that be. */
export async function setPostponed(planting: Planting): Promise<void> {
  const { garden, planted } = planting;
  for (const entry of [...planted]) {
    for (const reference of entry.blueprint.references) {
      if (garden.order.postponed.has(reference)) await setKey(planting, entry, reference);
    }
  }
}

async function setKey(planting: Planting, entry: Entry, reference: Reference): Promise<void> {
  const { client, garden, planted } = planting;
  const [parent] = entriesOf(garden, reference.target, entry.person);
  if (parent === undefined) return;
  const types = new Map(entry.blueprint.relation.columns.map(({ name, type }) => [name, type]));
  const set = reference.columns
    .map((column, index) => {
      const text = parent.row[reference.targetColumns[index] ?? ""] ?? null;
      return `${identifier(column).text} = ${bare({ text, type: types.get(column) ?? "text" })}`;
    })
    .join(", ");
  const statement = `update ${tableOf(entry.blueprint)} set ${set} where ${isRow(entry)}`;
  try {
    await runInSavepoint(client, [statement]);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return;
  }
  // The parent comes later in a script, and so does what refers to it.
  const at = planted.findIndex(
    ({ blueprint, person, number }) =>
      blueprint.key === reference.target && person === parent.person && number === parent.number,
  );
  const later = planted[at];
  if (later !== undefined) planted[at] = { ...later, statement: `${later.statement};\n${statement}` };
}
