import type { Migration } from "../../migrate/files.js";
import { ensureHistory } from "../../migrate/history.js";
import { runMigrations } from "../../migrate/run.js";
import { summariseMatrix } from "../../report/cells.js";
import { onConnection } from "../../sql/session.js";
import { GateRefusal, type GateResult, refusalError, runGate } from "../gate/gate.js";
import type { ProofGate } from "../gate/proof-gate.js";
import type { UpRun } from "./up-run.js";

/** Applies migrations, the last one behind the gate. */
export async function applyPending(
  run: UpRun,
  pending: readonly Migration[],
  proving: ProofGate | undefined,
): Promise<void> {
  const { report, target, signal } = run;
  await onConnection(target.url, signal, ensureHistory);
  const committed: string[] = [];
  try {
    const { result, milliseconds } = await runGated(run, pending, proving, (name) => committed.push(name));
    report.step("gate", milliseconds, gateInWords(result));
  } catch (error) {
    // The gate looks at the end of a run: what an unfinished one leaves is not known to match the contract.
    if (committed.length > 0) {
      report.note(
        `committed before the failure: ${committed.join(", ")}; run rowproof verify to check the database`,
      );
    }
    throw error instanceof GateRefusal ? await refusalError(error, pending, proving) : error;
  }
}

async function runGated(
  { report, options, contract, target, signal }: UpRun,
  pending: readonly Migration[],
  proving: ProofGate | undefined,
  onCommitted: (fileName: string) => void,
): Promise<{ readonly result: GateResult | undefined; readonly milliseconds: number }> {
  let gated: { readonly result: GateResult | undefined; readonly milliseconds: number } = {
    result: undefined,
    milliseconds: 0,
  };
  await runMigrations(pending, {
    url: target.url,
    lockWait: options.lockWait ?? 60_000,
    statementTimeout: options.statementTimeout ?? 0,
    signal,
    gate: async (client) => {
      const begun = performance.now();
      const result = await runGate(contract, client, proving);
      gated = { result, milliseconds: performance.now() - begun };
    },
    onApplied: (migration, milliseconds) => {
      onCommitted(migration.fileName);
      report.step("apply", milliseconds, migration.fileName);
    },
    onWarning: (_migration, text) => report.note(text),
    onRetry: (migration, tries) => {
      if (tries === 1) report.wait(`${migration.fileName} waits for a lock, in short tries`);
    },
  });
  return gated;
}

function gateInWords(result: GateResult | undefined): string {
  if (result?.proof !== undefined) return `no error, ${summariseMatrix(result.proof)}: committed`;
  if (result?.unproven === undefined) return "no error: committed";
  return `no error: committed, but not proved: ${result.unproven}; run rowproof prove`;
}
