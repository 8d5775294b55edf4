import type { Backup } from "../../migrate/backup.js";
import type { SchemaFileResult } from "../files/schema-file.js";
import type { Checklist } from "../verification/checklist.js";

/** What a run of `up` did, and the database afterwards held against the contract. */
export interface UpDone extends Checklist {
  readonly dryRun: false;
  /** The database's name for messages, without a password. */
  readonly database: string;
  /** The migrations that this run applied. */
  readonly applied: readonly { readonly version: string; readonly name: string }[];
  /** How many were applied before it. */
  readonly appliedBefore: number;
  /** The backup, and the command line that restores it; null where none was made. */
  readonly backup: (Backup & { readonly restore: string }) | null;
  /** The schema file, absolute, and what happened to it. */
  readonly schema: SchemaFileResult & { readonly file: string };
}
