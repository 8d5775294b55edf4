import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { readViolations } from "../../src/catalog/violations.js";
import { readCheckContext } from "../../src/check/context.js";
import { runChecksOn } from "../../src/check/run.js";
import { readResolved } from "../../src/commands/verification/verification.js";
import type { Contract } from "../../src/contract/contract.js";
import { readMigrations } from "../../src/migrate/files.js";
import { ensureHistory } from "../../src/migrate/history.js";
import { runMigrations } from "../../src/migrate/run.js";
import { writePlan } from "../../src/plan/file.js";
import { type Plan, type PlanOptions, planDatabase } from "../../src/plan/plan.js";
import { keysToCheck } from "../../src/plan/planners/keys.js";
import type { Violation } from "../../src/plan/violations.js";
import { keyOfWanted } from "../../src/plan/wanted-keys.js";

/** A plan against the database as it is, as the command makes it. */
export async function planFor(
  client: pg.Client,
  contract: Contract,
  options: PlanOptions = {},
): Promise<Plan> {
  const context = await readCheckContext(await readResolved(contract, client));
  const violations = new Map<string, Violation>();
  for (const key of keysToCheck(context)) {
    const found = await readViolations(client, key);
    if (found !== undefined) violations.set(keyOfWanted(key), found);
  }
  return planDatabase(context, { ...options, violations });
}

/** Applies a plan as `up` does, behind a gate that lets no error pass. */
export async function apply(url: string, contract: Contract, plan: Plan): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "rowproof-drawn-"));
  try {
    await mkdir(path.join(directory, "migrations"));
    await writeFile(path.join(directory, "migrations", `${Date.now()}_plan.sql`), writePlan(plan));
    const migrations = await readMigrations({ directory: path.join(directory, "migrations"), versions: {} });
    const client = new pg.Client(url);
    await client.connect();
    await ensureHistory(client).finally(() => client.end());
    await runMigrations(migrations, {
      url,
      lockWait: 5000,
      statementTimeout: 0,
      gate: async (open) => {
        const errors = (await findings(open, contract)).filter((line) => line.startsWith("error"));
        if (errors.length > 0) throw new Error(`the gate refuses: ${errors.join("; ")}`);
      },
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What `verify` would not call clean. */
export async function findings(client: pg.ClientBase, contract: Contract): Promise<readonly string[]> {
  const results = runChecksOn(await readCheckContext(await readResolved(contract, client)));
  return results.flatMap(({ id, undecided, findings: found }) => [
    ...(undecided === undefined ? [] : [`undecided ${id}: ${undecided}`]),
    ...found
      .filter(({ level }) => level !== "note")
      .map((finding) => `${finding.level} ${finding.id}: ${finding.message}`),
  ]);
}
