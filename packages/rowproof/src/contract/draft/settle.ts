import type { Contract } from "../contract.js";
import { contradictions } from "../contradictions.js";
import { predicateMistakes } from "../predicate-mistakes.js";
import { accessOf, service } from "./choice.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { guess } from "./note.js";

/** Replaces conditions that a contract cannot have, such as one that reads its own table: that policy fails today. */
export async function settleMistakes(
  known: DraftSource,
  drafted: ReadonlyMap<DraftedTable, DraftedEntry>,
): Promise<ReadonlyMap<DraftedTable, DraftedEntry>> {
  const contract = contractOf(known, drafted);
  const mistakes = [...contradictions(contract), ...(await predicateMistakes(contract))];
  const messages = new Map(mistakes.map(({ path, message }) => [path[1], message]));
  return new Map(
    [...drafted].map(([table, one]) => {
      const message = messages.get(table.key);
      return [table, message === undefined ? one : narrowest(known, table, message)];
    }),
  );
}

function narrowest({ teams }: DraftSource, { relation }: DraftedTable, message: string): DraftedEntry {
  const team = teams.find(({ members }) => members === relation);
  const options = { insert: false, update: false, delete: false } as const;
  return {
    choice: team === undefined ? service : { kind: "owned", column: team.user, options },
    notes: [guess(`its policies cannot be kept as they are: ${message}`)],
  };
}

function contractOf({ schemas }: DraftSource, drafted: ReadonlyMap<DraftedTable, DraftedEntry>): Contract {
  const tables = [...drafted].map(([{ key }, { choice }]) => [key, { access: accessOf(choice), views: [] }]);
  return {
    file: "",
    directory: "",
    database: undefined,
    migrations: "",
    versions: {},
    schema: "",
    guide: "",
    schemas,
    tables: Object.fromEntries(tables),
    routines: {},
    actors: {},
    fixtures: {},
    place: () => undefined,
  };
}
