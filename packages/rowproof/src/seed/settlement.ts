import { readBack } from "./read-back.js";
import { addEntry, type Entry } from "./seed-state.js";
import type { Unseeded } from "./seeded.js";
import type { Seeding } from "./seeding.js";
import { unseeded } from "./unseeded.js";

/** Reads every row as it lies there in the end; one that is gone is told as unseeded. */
export async function settle({ client, seeded, seedState }: Seeding): Promise<readonly Unseeded[]> {
  const read = await readBack(client, seeded);
  const gone = seeded.filter((_, index) => read[index] === undefined);
  const there = read.filter((entry): entry is Entry => entry !== undefined);
  seeded.splice(0, seeded.length, ...there);
  seedState.entries.clear();
  for (const entry of there) addEntry(seedState, entry);
  return gone.map(({ spec, person }) => unseeded(spec.relation, person, "a trigger took the row away again"));
}
