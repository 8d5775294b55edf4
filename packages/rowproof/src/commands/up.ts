import { readMigrations } from "../migrate/files.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions, option } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";
import { performRun } from "./run/perform.js";
import { previewRun, type UpPreview } from "./run/preview.js";
import type { UpDone } from "./run/result.js";
import { underRunLock } from "./run/run-lock.js";
import type { UpRun } from "./run/up-run.js";

/** The options of {@link up}. */
export interface UpCommandOptions extends CommandOptions {
  /** Says what would be done and changes nothing. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Whether a backup is made first. Default: true. */
  readonly backup?: boolean | undefined;
  /** How long to try for a lock, in milliseconds. Default: 60,000. */
  readonly lockWait?: number | undefined;
  /** The limit for one statement, in milliseconds; 0 for none. Default: 0. */
  readonly statementTimeout?: number | undefined;
  /** What has to pass before the commit: the static check, or the proof too. Default: the proof if it fits in the time. */
  readonly gate?: "verify" | "prove" | undefined;
  /** How long the proof may hold the migration's locks, in milliseconds. Default: 30,000. */
  readonly gateTimeout?: number | undefined;
  /**
   * Decides, before migrations are applied to a database that Rowproof does not run itself, whether to go on. Default: go on.
   */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** The result of {@link up}. */
export type UpResult = UpPreview | UpDone;

const shape = {
  verb: "up",
  options: {
    ...commandOptions,
    dryRun: option.flag(),
    backup: option.flag(),
    lockWait: option.milliseconds(),
    statementTimeout: option.milliseconds(),
    gate: option.choice("verify", "prove"),
    gateTimeout: option.milliseconds(),
    confirm: option.callback(),
  },
};

/**
 * Backs up, applies the pending migrations behind the gate, verifies, and writes the schema file.
 * @throws {RowproofError} exit code 1 where a migration fails or the gate refuses it (`gate/refused`, with every finding in
 * `details`); 2 where `confirm` says no (`up/declined`); 3 where the database cannot be used
 * @example
 * import { up } from "rowproof/commands";
 *
 * const result = await up({
 *   database: "postgres://postgres@localhost:5432/app",
 *   gate: "prove",
 *   onProgress: (event) => console.error(event),
 * });
 * if (!result.dryRun && !result.clean) console.error(result.checks);
 */
export function up(options: UpCommandOptions = {}): Promise<UpResult> {
  return callCommand(shape, options, async (given, context) => {
    const contract = await readContract(given);
    const migrations = await readMigrations({ directory: contract.migrations, versions: contract.versions });
    const begun = performance.now();
    return onTarget(contract, given, async (target) => {
      const connectTime = performance.now() - begun;
      const run: UpRun = { ...context, options: given, contract, target, migrations, connectTime };
      return given.dryRun === true ? previewRun(run) : runLocked(run);
    });
  });
}

/** The whole run under the lock; where that is lost, the run ends, because another may begin. */
function runLocked(run: UpRun): Promise<UpDone> {
  const { target, signal, options, report } = run;
  const onWait = (holder: string) => report.wait(`waiting for another run (${holder})`);
  const wait = options.lockWait ?? 60_000;
  return underRunLock(target, { wait, signal, onWait }, (held) => performRun({ ...run, signal: held }));
}
