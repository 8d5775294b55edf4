import type { EditedContract, TableChange } from "./change.js";
import type { NamePair } from "./renaming.js";
import type { Project, Situation } from "./situation.js";

/** One of the three steps of a rename. */
export interface RenameStep {
  /** @throws {RowproofError} exit code 2 where it is not this step's turn */
  edit(project: Project, names: NamePair): Promise<EditedContract>;
  /** The change, and notes, a sentence each. */
  plan(
    situation: Situation,
    edited: EditedContract,
    names: NamePair,
  ): Promise<{ readonly change: TableChange; readonly notes: readonly string[] }>;
}
