import { RowproofError } from "../../diagnostic.js";
import type { Backup } from "../../migrate/backup.js";
import type { Migration } from "../../migrate/files.js";
import type { MigrationState } from "../../migrate/history.js";
import { summarise } from "../../report/checklist.js";
import { shortPath } from "../../report/diagnostic.js";
import { readSnapshot } from "../../shadow/schema-snapshot.js";
import { counted } from "../../sql/list.js";
import { onConnection } from "../../sql/session.js";
import { keepSchemaFile } from "../files/schema-file.js";
import { openProofGate, type ProofGate } from "../gate/proof-gate.js";
import { checklistOf, hasFindings } from "../verification/checklist.js";
import { checkAgainst, type Verification } from "../verification/verification.js";
import { applyPending } from "./apply-pending.js";
import { makeBackup, restoreCommand } from "./backup.js";
import type { Preflight } from "./preflight.js";
import type { UpDone } from "./result.js";
import { lookAhead, type UpRun } from "./up-run.js";

/** Applies what is pending, with all that goes before and after it. */
export async function performRun(run: UpRun): Promise<UpDone> {
  const begun = performance.now();
  const looked = await lookAhead(run);
  if (looked.state.pending.length === 0) return confirmState(run, looked.state);
  const proving = await openGate(run);
  try {
    return await performUnder(run, looked, proving, begun);
  } finally {
    await proving?.close();
  }
}

/** Reads the database as it is before, for the proof; its server starts while the backup is made. */
async function openGate(run: UpRun): Promise<ProofGate | undefined> {
  const { options, contract, target, signal } = run;
  if (options.gate === "verify") return undefined;
  const before = await onConnection(target.url, signal, (client) => readSnapshot(client, contract.schemas));
  const must = options.gate === "prove";
  return openProofGate({ contract, before, context: run, must, limit: options.gateTimeout ?? 30_000 });
}

async function performUnder(
  run: UpRun,
  { server, state }: Preflight,
  proving: ProofGate | undefined,
  begun: number,
): Promise<UpDone> {
  const { report, target, contract } = run;
  report.step("connect", run.connectTime, `${target.display}, Postgres ${server.version}`);
  report.step(
    "preflight",
    performance.now() - begun,
    `${counted(state.pending.length, "migration")} pending`,
  );
  for (const remark of remarksOn(state)) report.note(remark);
  await confirm(run, state.pending);
  const backup = await backUp(run, server);
  await applyPending(run, state.pending, proving);
  const verification = await report.timed(
    "verify",
    () => checkNow(run),
    ({ results }) => summarise(results),
  );
  const schema = await writeSchemaFile(run, verification);
  if (hasFindings(verification.results)) {
    report.note("everything is committed; the findings below did not stop the gate");
  }
  const restore = backup === null ? null : { ...backup, restore: restoreCommand(backup, target) };
  const applied = state.pending.map(({ version, name }) => ({ version, name }));
  const done = { applied, appliedBefore: state.applied.length, backup: restore };
  return resultOf(run, { ...done, schema: { file: contract.schema, ...schema } }, verification);
}

/** Nothing is pending; the database may still have changed. */
async function confirmState(run: UpRun, state: MigrationState): Promise<UpDone> {
  const { report, contract } = run;
  const verification = await checkNow(run);
  const schema = await keepSchemaFile(contract.schema, verification.contract.catalog);
  if (schema.failure !== null) report.warn(schema.failure);
  for (const remark of remarksOn(state)) report.note(remark);
  const done = { applied: [], appliedBefore: state.applied.length, backup: null };
  return resultOf(run, { ...done, schema: { file: contract.schema, ...schema } }, verification);
}

function resultOf(
  { target }: UpRun,
  done: Pick<UpDone, "applied" | "appliedBefore" | "backup" | "schema">,
  verification: Verification,
): UpDone {
  return { dryRun: false, database: target.display, ...done, ...checklistOf(verification) };
}

function remarksOn(state: MigrationState): readonly string[] {
  return [
    ...state.late.map(({ fileName }) => `${fileName} is older than one that is applied; it runs now`),
    ...state.unknown.map(({ version }) => `the history has version ${version}, which has no file`),
  ];
}

/** The embedded database is Rowproof's own; any other is changed only after a yes. */
async function confirm({ options, target }: UpRun, pending: readonly Migration[]): Promise<void> {
  if (options.confirm === undefined || target.embedded) return;
  const question = `apply ${counted(pending.length, "migration")} to ${target.display}?`;
  if (!(await options.confirm(question))) throw declined();
}

function declined(): RowproofError {
  return new RowproofError(
    {
      id: "up/declined",
      message: "nothing was applied",
      why: "the question was not answered with yes",
      fix: "run again and answer y, or pass --yes",
    },
    2,
  );
}

async function backUp(run: UpRun, server: Preflight["server"]): Promise<Backup | null> {
  const { report, options, target } = run;
  if (options.backup === false) {
    report.note("no backup is made (--no-backup)");
    return null;
  }
  const source = { url: target.url, database: server.database, major: server.major };
  const made = await report.timed(
    "backup",
    () => makeBackup({ ...run, source }),
    ({ name }) => name,
  );
  report.note(`to go back: ${restoreCommand(made, target)}`);
  return made;
}

function checkNow({ target, signal, contract }: UpRun): Promise<Verification> {
  return onConnection(target.url, signal, (client) => checkAgainst(contract, client));
}

async function writeSchemaFile(
  { report, contract: project }: UpRun,
  { contract: { catalog } }: Verification,
) {
  const begun = performance.now();
  const result = await keepSchemaFile(project.schema, catalog);
  if (result.failure === null) {
    report.step("schema", performance.now() - begun, `${shortPath(project.schema)} ${result.outcome}`);
  } else {
    report.note("the migrations are applied; only the schema file could not be written");
    report.warn(result.failure);
  }
  return result;
}
