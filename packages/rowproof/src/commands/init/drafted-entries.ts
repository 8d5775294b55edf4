import type { ContractDraft } from "../../contract/draft/draft.js";
import { accessText } from "../../contract/draft/source.js";

/** What was drafted, entry by entry. */
export interface DraftedEntries {
  readonly tables: readonly {
    readonly table: string;
    /** The access as the file says it. */
    readonly access: string;
    readonly views: readonly string[];
    readonly guesses: readonly string[];
  }[];
  readonly routines: readonly {
    readonly routine: string;
    readonly execute: readonly string[];
    /** Why somebody has to read the routine before it is opened to anyone; null where the draft decides. */
    readonly proposed: string | null;
    readonly guesses: readonly string[];
  }[];
}

/** The entries of a draft with its guesses. */
export function draftedEntries({ tables, routines }: ContractDraft): DraftedEntries {
  return {
    tables: tables.map((table) => ({
      table: table.key,
      access: accessText(table),
      views: table.views,
      guesses: guessesOf(table),
    })),
    routines: routines.map((routine) => ({
      routine: routine.key,
      execute: routine.execute,
      proposed: routine.unread ?? null,
      guesses: guessesOf(routine),
    })),
  };
}

function guessesOf({
  notes,
}: ContractDraft["tables"][number] | ContractDraft["routines"][number]): readonly string[] {
  return notes.filter(({ guess }) => guess).map(({ text }) => text);
}
