import type { RelationName } from "../../catalog/facts.js";
import type { Contract } from "../../contract/contract.js";
import type { RowproofError } from "../../diagnostic.js";
import type { Group } from "../../plan/action.js";
import type { RehearsalFault } from "./rehearsal.js";

/** A contract with one entry changed, and the text of its file. */
export interface EditedContract {
  readonly contract: Contract;
  readonly source: string;
}

/** A change of the database that a command makes, in addition to what the contract then asks for. */
export interface TableChange extends EditedContract {
  /** The migration's name, and a sentence on what it does. */
  readonly name: string;
  readonly title: string;
  /** What runs before the statements that the contract asks for, and after them. */
  readonly first: readonly Group[];
  readonly last: readonly Group[];
  /** Whether the change makes the table. */
  isNew?(table: RelationName): boolean;
  /** Whether statements about an object belong to the change. Default: all do. */
  isAbout?(object: string): boolean;
  /** The error where the server refuses one of the first statements. */
  refused?(fault: RehearsalFault): RowproofError;
}

/** A change that was rehearsed, as the texts of its files. */
export interface RehearsedChange {
  /** Of the migration, without its folder. */
  readonly fileName: string;
  readonly sql: string;
  /** Null where there is no guide, or where its new text is not known. */
  readonly guide: { readonly present: string; readonly text: string } | null;
  readonly notes: readonly string[];
}
