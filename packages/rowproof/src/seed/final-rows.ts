import { readBack } from "./read-back.js";
import { addStoredRow, type StoredSeedRow } from "./seed-context.js";
import type { SeedRun } from "./seed-run.js";
import type { UnseededTable } from "./seeded.js";
import { unseeded } from "./unseeded.js";

/** Reads every row as it is at the end. Returns those that are gone as unseeded. */
export async function readFinalRows({ client, seeded, context }: SeedRun): Promise<readonly UnseededTable[]> {
  const read = await readBack(client, seeded);
  const gone = seeded.filter((_, index) => read[index] === undefined);
  const present = read.filter((row): row is StoredSeedRow => row !== undefined);
  seeded.splice(0, seeded.length, ...present);
  context.storedRows.clear();
  for (const row of present) addStoredRow(context, row);
  return gone.map(({ spec, person }) =>
    unseeded(spec.relation, person, "a trigger deleted the row afterwards"),
  );
}
