import type { Contract } from "../../contract/contract.js";
import type { Change } from "./change.js";
import type { NamePair } from "./renaming.js";
import type { Project, Situation } from "./situation.js";

/** A contract as a step of a rename leaves it, with its file's text. */
interface EditedContract {
  readonly contract: Contract;
  readonly source: string;
}

/** One step of a rename. */
export interface Phase {
  /** @throws {RowproofError} exit code 2 where it is not this step's turn */
  edit(project: Project, names: NamePair): Promise<EditedContract>;
  /** What is to be done, and what should be known, a sentence each. */
  plan(
    situation: Situation,
    edited: EditedContract,
    names: NamePair,
  ): Promise<{ readonly change: Change; readonly notes: readonly string[] }>;
}
