import type { Catalog } from "../catalog/facts.js";
import { keepSchemaFile, type SchemaStep } from "../commands/files/schema-file.js";
import { gate, type Passed, Refusal, tellRefusal } from "../commands/gate/gate.js";
import { ProofGate } from "../commands/gate/proof-gate.js";
import { readContract } from "../commands/project/contract.js";
import { openTarget, type Target } from "../commands/project/target.js";
import { type Preflight, preflight } from "../commands/run/preflight.js";
import { underRunLock } from "../commands/run/run-lock.js";
import { checklistDocument, hasFindings } from "../commands/verification/checklist.js";
import { checkAgainst, type Verification } from "../commands/verification/verification.js";
import type { Contract } from "../contract/contract.js";
import type { ExitCode } from "../diagnostic.js";
import type { Backup, BackupSource } from "../migrate/backup.js";
import { type Migration, readMigrations } from "../migrate/files.js";
import { ensureHistory, type MigrationState } from "../migrate/history.js";
import { runMigrations } from "../migrate/run.js";
import { summariseMatrix } from "../report/cells.js";
import { renderChecklist, summarise } from "../report/checklist.js";
import { shortPath } from "../report/diagnostic.js";
import { readSnapshot } from "../shadow/schema-snapshot.js";
import { counted } from "../sql/list.js";
import { onConnection } from "../sql/session.js";
import { makeBackup, wayBack } from "./backup.js";
import type { CommandContext, CommandRun, CommonOptions } from "./command.js";
import { askToGoOn } from "./confirmation.js";

interface UpCommand extends CommonOptions {
  readonly dryRun?: boolean;
  readonly backup: boolean;
  readonly yes?: boolean;
  /** Milliseconds. */
  readonly lockWait: number;
  /** Milliseconds; 0 for none. */
  readonly statementTimeout: number;
  /** What stands before the commit: the static check, or the proof too; absent: the proof as far as it fits. */
  readonly gate?: "verify" | "prove";
  /** Milliseconds that the proof may take. */
  readonly gateTimeout: number;
}

/** All that the steps of one run share. */
interface Run extends CommandContext {
  readonly options: UpCommand;
  readonly contract: Contract;
  readonly target: Target;
  readonly migrations: readonly Migration[];
  /** How long opening the database took, in milliseconds; told once it is known that there is something to do. */
  readonly connectTime: number;
}

/**
 * `rowproof up`: connect → preflight → backup → apply pending migrations → gate → verify → write the schema file.
 * Exit 1 where something is wrong with the database afterwards, or a migration or the gate refused.
 */
export const up: CommandRun<UpCommand> = async (options, context) => {
  const contract = await readContract(options);
  const migrations = await readMigrations({ directory: contract.migrations, versions: contract.versions });
  const begun = performance.now();
  const target = await openTarget(contract, options);
  const connectTime = performance.now() - begun;
  const run: Run = { ...context, options, contract, target, migrations, connectTime };
  try {
    return options.dryRun === true ? await rehearse(run) : await locked(run);
  } finally {
    await target.close();
  }
};

/** The whole run under the lock; where that is lost, the run ends, because another may begin. */
function locked(run: Run): Promise<ExitCode> {
  const { target, signal, options, output } = run;
  const onWait = (holder: string) => output.tell(`  … waiting for another run (${holder})`);
  return underRunLock(target, { wait: options.lockWait, signal, onWait }, (held) =>
    perform({ ...run, signal: held }),
  );
}

async function rehearse(run: Run): Promise<0> {
  const { output, target, options } = run;
  const { state } = await lookAhead(run);
  const names = state.pending.map((migration) => migration.fileName);
  const text =
    names.length === 0
      ? "nothing to apply"
      : [
          options.backup ? `would back up ${target.display}` : "would make no backup",
          ...names.map((name) => `would apply ${name}`),
        ].join("\n");
  output.product(text, { command: "up", dryRun: true, database: target.display, pending: names });
  return 0;
}

function lookAhead({ target, signal, contract, migrations }: Run): Promise<Preflight> {
  return onConnection(target.url, signal, (client) => preflight(client, contract, migrations));
}

async function perform(run: Run): Promise<ExitCode> {
  const begun = performance.now();
  const { server, state } = await lookAhead(run);
  if (state.pending.length === 0) return confirmState(run, state);
  const proving = await openProofGate(run);
  try {
    return await performUnder(run, { server, state }, proving, begun);
  } finally {
    await proving?.close();
  }
}

/** The database as it is before, for the proof; its server starts while the backup is made. */
async function openProofGate(run: Run): Promise<ProofGate | undefined> {
  const { options, contract, target, signal } = run;
  if (options.gate === "verify") return undefined;
  const before = await onConnection(target.url, signal, (client) => readSnapshot(client, contract.schemas));
  return new ProofGate(contract, before, run, { must: options.gate === "prove", limit: options.gateTimeout });
}

async function performUnder(
  run: Run,
  { server, state }: Preflight,
  proving: ProofGate | undefined,
  begun: number,
): Promise<ExitCode> {
  const { output, target, connectTime } = run;
  output.step("connect", connectTime, `${target.display}, Postgres ${server.version}`);
  output.step(
    "preflight",
    performance.now() - begun,
    `${counted(state.pending.length, "migration")} pending`,
  );
  for (const line of remarks(state)) output.tell(`    note: ${line}`);
  await confirm(run, state.pending);
  const backup = await backUp(run, { url: target.url, database: server.database, major: server.major });
  await applyPending(run, state.pending, proving);
  const verification = await verifyResult(run);
  const schema = await writeSchemaStep(run, verification.contract.catalog);
  if (hasFindings(verification.results)) {
    output.tell("    note: everything is committed; what is found below did not stop the gate");
  }
  report(run, { state, backup, verification, schema });
  return exitCode(verification, schema);
}

/** Nothing is pending: one line, unless the database has drifted from the contract. */
async function confirmState(run: Run, state: MigrationState): Promise<ExitCode> {
  const { output, contract, target } = run;
  const verification = await checkNow(run);
  const { results } = verification;
  const schema = await keepSchemaFile(contract.schema, verification.contract.catalog);
  if (schema.failure !== null) output.warn(schema.failure);
  for (const line of remarks(state)) output.tell(`note: ${line}`);
  const applied = `${counted(state.applied.length, "migration")} applied`;
  const line = `nothing to do: ${applied}, ${summarise(results)}, ${shortPath(contract.schema)} ${schema.outcome}`;
  output.product(hasFindings(results) ? `${line}\n\n${renderChecklist(results, output.style)}` : line, {
    command: "up",
    database: target.display,
    applied: [],
    backup: null,
    schema: schema.outcome,
    ...checklistDocument(verification),
  });
  return exitCode(verification, schema);
}

/** A finding weighs more than a schema file that could not be written. */
function exitCode(verification: Verification, schema: SchemaStep): ExitCode {
  if (hasFindings(verification.results)) return 1;
  return schema.failure === null ? 0 : schema.failure.exitCode;
}

function remarks(state: MigrationState): readonly string[] {
  return [
    ...state.late.map((late) => `${late.fileName} is older than one that is applied; it runs now`),
    ...state.unknown.map((row) => `the history has version ${row.version}, for which there is no file`),
  ];
}

/** A database that is not ours is changed only after a yes, at a terminal. */
async function confirm({ options, target, signal }: Run, pending: readonly Migration[]): Promise<void> {
  if (options.yes === true || target.embedded) return;
  await askToGoOn(`apply ${counted(pending.length, "migration")} to ${target.display}?`, signal);
}

async function backUp(run: Run, source: BackupSource): Promise<Backup | null> {
  const { output, options, contract, target, signal } = run;
  if (!options.backup) {
    output.tell("    note: no backup is made (--no-backup)");
    return null;
  }
  const make = () => makeBackup(contract, target, source, signal);
  const made = await output.timed("backup", make, (result) => result.name);
  output.tell(`    back: ${wayBack(made, target)}`);
  return made;
}

async function applyPending(
  run: Run,
  pending: readonly Migration[],
  proving: ProofGate | undefined,
): Promise<void> {
  const { output, options, contract, target, signal } = run;
  await onConnection(target.url, signal, ensureHistory);
  let gateTime = 0;
  let passed: Passed | undefined;
  const committed: string[] = [];
  const running = runMigrations(pending, {
    url: target.url,
    lockWait: options.lockWait,
    statementTimeout: options.statementTimeout,
    signal,
    gate: async (client) => {
      const begun = performance.now();
      passed = await gate(contract, client, proving);
      gateTime = performance.now() - begun;
    },
    onApplied: (migration, milliseconds) => {
      committed.push(migration.fileName);
      output.step("apply", milliseconds, migration.fileName);
    },
    onWarning: (_migration, text) => output.tell(`    note: ${text}`),
    onRetry: (migration, tries) => {
      if (tries === 1) output.tell(`    … ${migration.fileName} waits for a lock, in short tries`);
    },
  });
  try {
    await running;
  } catch (error) {
    // The gate looks at the end of a run: what an unfinished one has left is not known to obey the contract.
    if (committed.length > 0) {
      output.tell(
        `    note: committed before the failure: ${committed.join(", ")}; rowproof verify tells what holds now`,
      );
    }
    throw error instanceof Refusal ? await tellRefusal(error, pending, proving) : error;
  }
  output.step("gate", gateTime, passedInWords(passed));
}

function passedInWords(passed: Passed | undefined): string {
  if (passed?.proof !== undefined) return `no error, ${summariseMatrix(passed.proof)}: committed`;
  if (passed?.unproven === undefined) return "no error: committed";
  return `no error: committed, but not proved: ${passed.unproven}; run rowproof prove`;
}

async function checkNow({ target, signal, contract }: Run): Promise<Verification> {
  return onConnection(target.url, signal, (client) => checkAgainst(contract, client));
}

async function verifyResult(run: Run): Promise<Verification> {
  return run.output.timed(
    "verify",
    () => checkNow(run),
    ({ results }) => summarise(results),
  );
}

async function writeSchemaStep({ output, contract }: Run, catalog: Catalog): Promise<SchemaStep> {
  const begun = performance.now();
  const step = await keepSchemaFile(contract.schema, catalog);
  if (step.failure === null) {
    output.step("schema", performance.now() - begun, `${shortPath(contract.schema)} ${step.outcome}`);
  } else {
    output.tell("    note: the migrations are applied; only the schema file could not be written");
    output.warn(step.failure);
  }
  return step;
}

interface Outcome {
  readonly state: MigrationState;
  readonly backup: Backup | null;
  readonly verification: Verification;
  readonly schema: SchemaStep;
}

function report(run: Run, { state, backup, verification, schema }: Outcome): void {
  const { output, target } = run;
  output.product(renderChecklist(verification.results, output.style), {
    command: "up",
    database: target.display,
    applied: state.pending.map(({ version, name }) => ({ version, name })),
    backup: backup === null ? null : { ...backup, restore: wayBack(backup, target) },
    schema: schema.outcome,
    ...checklistDocument(verification),
  });
}
