import { createInterface } from "node:readline/promises";
import type pg from "pg";
import type { Catalog } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { RowproofError } from "../diagnostic.js";
import { writeSchema } from "../dump/schema.js";
import { withRunLock } from "../migrate/advisory-lock.js";
import type { Backup, BackupSource } from "../migrate/backup.js";
import { type Migration, readMigrations } from "../migrate/files.js";
import { ensureHistory, type MigrationState } from "../migrate/history.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection, runMigrations } from "../migrate/run.js";
import { renderChecklist, summarise } from "../report/checklist.js";
import { shortPath } from "../report/diagnostic.js";
import { count } from "../report/style.js";
import { urlOfDatabase } from "../sql/connection.js";
import { makeBackup, wayBack } from "./backup.js";
import { checkAgainst, findingsOf, hasFindings, type Verification } from "./check.js";
import type { CommandContext, CommandRun, CommonOptions } from "./command.js";
import { readContract } from "./contract.js";
import { type Preflight, preflight } from "./preflight.js";
import { writeSchemaFile } from "./schema-file.js";
import { openTarget, type Target } from "./target.js";
import { checklistDocument } from "./verify.js";

interface UpCommand extends CommonOptions {
  readonly dryRun?: boolean;
  readonly backup: boolean;
  readonly yes?: boolean;
  /** Milliseconds. */
  readonly lockWait: number;
  /** Milliseconds; 0 for none. */
  readonly statementTimeout: number;
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
    return options.dryRun === true ? await rehearse(run) : await locked(run, () => perform(run));
  } finally {
    await target.close();
  }
};

/** Holds the lock on a connection of its own: beside the database where that is to be copied, else in it. */
async function locked<T>(run: Run, work: () => Promise<T>): Promise<T> {
  const { target, signal, options, output } = run;
  const url = target.embedded ? urlOfDatabase(target.url, "postgres") : target.url;
  const onWait = (holder: string) => output.tell(`  … waiting for another run (${holder})`);
  return onConnection(url, signal, async (client) => {
    // A connection string can name one database in several ways; the server knows one name.
    const database = target.embedded ? target.database : (await readServer(client)).database;
    return withRunLock(client, database, { wait: options.lockWait, signal, onWait }, work);
  });
}

async function rehearse(run: Run): Promise<0> {
  const { output, target } = run;
  const { state } = await lookAhead(run);
  const names = state.pending.map((migration) => migration.fileName);
  const text =
    names.length === 0
      ? "nothing to apply"
      : [`would back up ${target.display}`, ...names.map((name) => `would apply ${name}`)].join("\n");
  output.product(text, { command: "up", dryRun: true, database: target.display, pending: names });
  return 0;
}

function lookAhead({ target, signal, contract, migrations }: Run): Promise<Preflight> {
  return onConnection(target.url, signal, (client) => preflight(client, contract, migrations));
}

async function perform(run: Run): Promise<0 | 1> {
  const begun = performance.now();
  const { server, state } = await lookAhead(run);
  if (state.pending.length === 0) return confirmState(run, state);
  const { output, target, connectTime } = run;
  output.step("connect", connectTime, `${target.display}, Postgres ${server.version}`);
  output.step("preflight", performance.now() - begun, `${count(state.pending.length, "migration")} pending`);
  for (const line of remarks(state)) output.tell(`    note: ${line}`);
  await askWhetherToGoOn(run, state.pending);
  const backup = await backUp(run, { url: target.url, database: server.database, major: server.major });
  await applyPending(run, state.pending);
  const verification = await verifyResult(run);
  const schema = await writeSchemaStep(run, verification.catalog);
  report(run, { state, backup, verification, schema });
  return hasFindings(verification.results) ? 1 : 0;
}

/** Nothing is pending: one line, unless the database has drifted from the contract. */
async function confirmState(run: Run, state: MigrationState): Promise<0 | 1> {
  const { output, contract, target } = run;
  const verification = await checkNow(run);
  const { results } = verification;
  const wrong = hasFindings(results);
  const written = !wrong && (await writeSchemaFile(contract.schema, writeSchema(verification.catalog)));
  const schema = written
    ? `${shortPath(contract.schema)} written anew`
    : `${shortPath(contract.schema)} is current`;
  const line = `nothing to do: ${count(state.applied.length, "migration")} applied, ${summarise(results)}${wrong ? "" : `, ${schema}`}`;
  output.product(wrong ? `${line}\n\n${renderChecklist(results, output.style)}` : line, {
    command: "up",
    database: target.display,
    applied: [],
    backup: null,
    ...checklistDocument(verification),
  });
  return wrong ? 1 : 0;
}

function remarks(state: MigrationState): readonly string[] {
  return [
    ...state.late.map((late) => `${late.fileName} is older than one that is applied; it runs now`),
    ...state.unknown.map((row) => `the history has version ${row.version}, for which there is no file`),
  ];
}

/** Asks at a terminal before a database that is not ours is changed; a script is taken at its word. */
async function askWhetherToGoOn(run: Run, pending: readonly Migration[]): Promise<void> {
  const { options, target, signal } = run;
  if (options.yes === true || target.embedded || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `  apply ${count(pending.length, "migration")} to ${target.display}? [y/N] `;
    const answer = await terminal.question(question, { signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new RowproofError(
    {
      id: "up/declined",
      message: "nothing was applied",
      why: "the question was not answered with yes",
      mend: "run again and answer y, or pass --yes",
    },
    2,
  );
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

async function applyPending(run: Run, pending: readonly Migration[]): Promise<void> {
  const { output, options, contract, target, signal } = run;
  await onConnection(target.url, signal, ensureHistory);
  let gateTime = 0;
  await runMigrations(pending, {
    url: target.url,
    lockWait: options.lockWait,
    statementTimeout: options.statementTimeout,
    signal,
    gate: async (client) => {
      const begun = performance.now();
      await gate(contract, client, pending.at(-1));
      gateTime = performance.now() - begun;
    },
    onApplied: (migration, milliseconds) => output.step("apply", milliseconds, migration.fileName),
    onWarning: (_migration, text) => output.tell(`    note: ${text}`),
    onRetry: (migration, tries) => {
      if (tries === 1) output.tell(`    … ${migration.fileName} waits for a lock, in short tries`);
    },
  });
  output.step("gate", gateTime, "no error: committed");
}

/** The static check inside the last transaction: an error rolls it back. */
async function gate(contract: Contract, client: pg.ClientBase, last: Migration | undefined): Promise<void> {
  const { results } = await checkAgainst(contract, client);
  const errors = findingsOf(results).filter((finding) => finding.level === "error");
  if (errors.length === 0) return;
  const stays =
    last?.transactional === false ? "it runs outside a transaction, so it stays" : "it was rolled back";
  throw new RowproofError(
    {
      id: "gate/refused",
      message: `the gate refuses ${last?.fileName ?? "the migration"}: ${count(errors.length, "error")}`,
      why: `after it the database would not obey the contract; ${stays}`,
      mend: "mend the migration (or the contract) as told below, then run again",
      details: errors,
    },
    1,
  );
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

async function writeSchemaStep(run: Run, catalog: Catalog): Promise<string> {
  const { output, contract } = run;
  await output.timed(
    "schema",
    () => writeSchemaFile(contract.schema, writeSchema(catalog)),
    (written) => `${shortPath(contract.schema)} ${written ? "written" : "is current"}`,
  );
  return contract.schema;
}

interface Outcome {
  readonly state: MigrationState;
  readonly backup: Backup | null;
  readonly verification: Verification;
  readonly schema: string;
}

function report(run: Run, { state, backup, verification, schema }: Outcome): void {
  const { output, target } = run;
  output.product(renderChecklist(verification.results, output.style), {
    command: "up",
    database: target.display,
    applied: state.pending.map(({ version, name }) => ({ version, name })),
    backup: backup === null ? null : { ...backup, restore: wayBack(backup, target) },
    schema,
    ...checklistDocument(verification),
  });
}
