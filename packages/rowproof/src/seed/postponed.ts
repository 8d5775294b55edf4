import { identifier } from "../sql/sql.js";
import { isRefusal, runInSavepoint } from "./insertion.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { type Entry, entriesOf } from "./seed-state.js";
import type { Seeding } from "./seeding.js";
import type { Reference } from "./table-spec.js";
import { bare } from "./value.js";

/** Sets the foreign keys that had to wait: each row's to the same person's first row, as far as the table lets that be. */
export async function setPostponed(seeding: Seeding): Promise<void> {
  const { seedState, seeded } = seeding;
  for (const entry of [...seeded]) {
    for (const reference of entry.spec.references) {
      if (seedState.order.postponed.has(reference)) await setKey(seeding, entry, reference);
    }
  }
}

async function setKey(seeding: Seeding, entry: Entry, reference: Reference): Promise<void> {
  const { client, seedState, seeded } = seeding;
  const [parent] = entriesOf(seedState, reference.target, entry.person);
  if (parent === undefined) return;
  const types = new Map(entry.spec.relation.columns.map(({ name, type }) => [name, type]));
  const set = reference.columns
    .map((column, index) => {
      const text = parent.row[reference.targetColumns[index] ?? ""] ?? null;
      return `${identifier(column).text} = ${bare({ text, type: types.get(column) ?? "text" })}`;
    })
    .join(", ");
  const statement = `update ${tableOf(entry.spec)} set ${set} where ${isRow(entry)}`;
  try {
    await runInSavepoint(client, [statement]);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return;
  }
  // The parent comes later in a script, and so does what refers to it.
  const at = seeded.findIndex(
    ({ spec, person, number }) =>
      spec.key === reference.target && person === parent.person && number === parent.number,
  );
  const later = seeded[at];
  if (later !== undefined) seeded[at] = { ...later, statement: `${later.statement};\n${statement}` };
}
