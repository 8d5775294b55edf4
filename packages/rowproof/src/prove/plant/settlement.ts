import { addEntry, type Entry } from "./garden.js";
import type { Unplanted } from "./planted.js";
import type { Planting } from "./planting.js";
import { readBack } from "./read-back.js";
import { unplanted } from "./unplanted.js";

/** Reads every row as it lies there in the end; one that is gone is told as unplanted. */
export async function settle({ client, planted, garden }: Planting): Promise<readonly Unplanted[]> {
  const read = await readBack(client, planted);
  const gone = planted.filter((_, index) => read[index] === undefined);
  const there = read.filter((entry): entry is Entry => entry !== undefined);
  planted.splice(0, planted.length, ...there);
  garden.entries.clear();
  for (const entry of there) addEntry(garden, entry);
  return gone.map(({ blueprint, person }) =>
    unplanted(blueprint.relation, person, "a trigger took the row away again"),
  );
}
