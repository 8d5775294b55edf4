import { lookAhead, type UpRun } from "./up-run.js";

/** What a run of `up` would do. */
export interface UpPreview {
  readonly dryRun: true;
  /** The database's name for messages, without a password. */
  readonly database: string;
  /** Whether it would make a backup. */
  readonly backup: boolean;
  /** The files that it would apply, in order. */
  readonly pending: readonly string[];
}

/** Says what a run would do. It only reads. */
export async function previewRun(run: UpRun): Promise<UpPreview> {
  const { state } = await lookAhead(run);
  return {
    dryRun: true,
    database: run.target.display,
    backup: run.options.backup ?? true,
    pending: state.pending.map(({ fileName }) => fileName),
  };
}
