import type { RelationName } from "../../catalog/facts.js";
import type { Contract } from "../../contract/contract.js";
import type { RowproofError } from "../../diagnostic.js";
import type { Group } from "../../plan/action.js";
import type { RehearsalFault } from "./rehearsal.js";

/** A change of the database that a command makes, beside what the contract then asks for. */
export interface Change {
  /** The contract as it is to be, and the text of its file. */
  readonly contract: Contract;
  readonly source: string;
  /** The migration's name, and what it is for in a sentence. */
  readonly name: string;
  readonly title: string;
  /** What runs before the statements that the contract asks for, and after them. */
  readonly first: readonly Group[];
  readonly last: readonly Group[];
  /** Whether the change makes the table. */
  isNew?(table: RelationName): boolean;
  /** Whether statements about an object belong to the change; all do where nothing is said. */
  isAbout?(object: string): boolean;
  /** How it is told that the server refuses one of the first statements. */
  refused?(fault: RehearsalFault): RowproofError;
}

/** A change that was rehearsed, as the texts of its files. */
export interface Rehearsed {
  /** Of the migration, without its folder. */
  readonly fileName: string;
  readonly sql: string;
  /** Null where there is none, or where it could not be told. */
  readonly guide: { readonly present: string; readonly text: string } | null;
  readonly notes: readonly string[];
}
