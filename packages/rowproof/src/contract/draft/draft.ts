import type { Catalog } from "../../catalog/facts.js";
import type { DraftedAccess } from "./choice.js";
import { type DraftedTable, type DraftSource, readDraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { draftHanging } from "./hanging.js";
import type { DraftNote } from "./note.js";
import { type DraftedRoutine, draftRoutines } from "./routines.js";
import { settleMistakes } from "./settle.js";
import { tableDraft } from "./table-draft.js";
import { otherNames } from "./views.js";
import { placeWithin } from "./within.js";

/** A contract drafted from a catalog. */
export interface ContractDraft {
  /** The folder of migrations, as the contract writes it. */
  readonly migrations: string;
  readonly schemas: readonly string[];
  readonly tables: readonly TableDraft[];
  readonly routines: readonly DraftedRoutine[];
}

export interface TableDraft {
  /** As the contract names it. */
  readonly key: string;
  readonly choice: DraftedAccess;
  readonly views: readonly string[];
  readonly aliases: readonly string[];
  /** Guesses, and what the contract cannot express. */
  readonly notes: readonly DraftNote[];
}

/** What the catalog does not say about a project. */
export interface DraftOptions {
  readonly migrations: string;
  /** The exposed schemas, which are the catalog's; the API's default is first. */
  readonly schemas: readonly string[];
}

/**
 * Drafts a contract: for each table, the access that its owner column, foreign keys, policies and grants suggest. In doubt the
 * access is narrower. Every guess has a note.
 *
 * @param catalog the facts of `options.schemas`.
 */
export async function draftContract(catalog: Catalog, options: DraftOptions): Promise<ContractDraft> {
  const known = await readDraftSource(catalog, options.schemas);
  const drafted = await draftTables(known);
  const relations = known.tables.map(({ relation }) => relation);
  const tables = await Promise.all(
    [...drafted].map(async ([{ key, relation }, { choice, notes }]): Promise<TableDraft> => {
      const none = { views: [], aliases: [], notes: [] };
      const other = choice.kind === "closed" ? none : await otherNames(catalog, relation, relations);
      return { key, choice, ...other, notes: [...notes, ...other.notes] };
    }),
  );
  return { ...options, tables, routines: draftRoutines(known, drafted) };
}

/** In the order of the catalog. */
async function draftTables(known: DraftSource): Promise<ReadonlyMap<DraftedTable, DraftedEntry>> {
  const own = new Map(
    known.tables.flatMap((table) => {
      const drafted = tableDraft(known, table);
      return drafted === undefined ? [] : [[table, drafted] as const];
    }),
  );
  const all = await settleMistakes(known, await draftHanging(known, own));
  return new Map(
    known.tables.flatMap((table) => {
      const drafted = all.get(table);
      return drafted === undefined ? [] : [[table, placeWithin(table, drafted, all)] as const];
    }),
  );
}

/** The number of guesses in a draft. */
export function countGuesses({ tables, routines }: ContractDraft): number {
  return [...tables, ...routines].flatMap(({ notes }) => notes).filter(({ guess }) => guess).length;
}
