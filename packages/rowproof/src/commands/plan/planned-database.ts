import type pg from "pg";
import { readCheckContext } from "../../check/context.js";
import type { Contract } from "../../contract/contract.js";
import type { Migration } from "../../migrate/files.js";
import { compareWithHistory, readHistory } from "../../migrate/history.js";
import { type Plan, planDatabase } from "../../plan/plan.js";
import { requirePlatform } from "../run/preflight.js";
import { readResolved } from "../verification/verification.js";
import { readKeyViolations } from "./key-violations.js";

/** A plan, and what of the database it was made from. */
export interface PlannedDatabase {
  readonly plan: Plan;
  /** Sentences about rows that break a key. */
  readonly violated: readonly string[];
  readonly pending: readonly Migration[];
  /** The versions of all files and of the history. */
  readonly versions: readonly string[];
}

interface PlanInput {
  readonly contract: Contract;
  readonly migrations: readonly Migration[];
  readonly prune: boolean;
}

/** Reads the database and plans what is missing in it. */
export async function lookAtPlan(
  client: pg.Client,
  { contract, migrations, prune }: PlanInput,
): Promise<PlannedDatabase> {
  await requirePlatform(client);
  const history = await readHistory(client);
  const { pending } = await compareWithHistory(migrations, history);
  const context = await readCheckContext(await readResolved(contract, client));
  const { violations, sentences } = await readKeyViolations(client, context);
  return {
    plan: planDatabase(context, { prune, violations }),
    violated: sentences,
    pending,
    versions: [...migrations, ...history].map(({ version }) => version),
  };
}
