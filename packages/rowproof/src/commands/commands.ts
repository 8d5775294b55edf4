/**
 * The commands as functions: each takes one object of options and returns a value. They print nothing and never end the process.
 * What a command reports while it works goes to `onProgress`, and `signal` stops it. Every function throws only
 * {@link RowproofError}, whose `exitCode` is the one of the command line.
 *
 * @module
 */
export { type Diagnostic, type ExitCode, type Finding, RowproofError } from "../diagnostic.js";
export { type BackupResult, backup } from "./backup.js";
export type { CommandEvent, ProgressListener } from "./call/event.js";
export type { CallOptions, CommandOptions, FileCommandOptions } from "./call/options.js";
export { type DumpResult, dump } from "./dump.js";
export { type GuideCommandOptions, type GuideResult, guide } from "./guide.js";
export { type InitCommandOptions, type InitResult, init } from "./init.js";
export { type MatrixCommandOptions, type MatrixResult, matrix } from "./matrix.js";
export { type PlanCommandOptions, type PlanResult, plan } from "./plan.js";
export { type PlatformResult, platform } from "./platform.js";
export { type ProveCommandOptions, type ProveResult, prove } from "./prove.js";
export { type RestoreCommandOptions, type RestoreResult, restore } from "./restore.js";
export { type StatusResult, status } from "./status.js";
export { type TableNewCommandOptions, type TableNewResult, tableNew } from "./table-new.js";
export { type TableRenameCommandOptions, type TableRenameResult, tableRename } from "./table-rename.js";
export { type UpCommandOptions, type UpResult, up } from "./up.js";
export { type VerifyResult, verify } from "./verify.js";
