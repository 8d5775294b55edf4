import type { Contract } from "../contract/contract.js";
import { type Migration, readMigrations } from "../migrate/files.js";
import { checkMigrationName, nextVersion, writeMigration } from "../migrate/new-file.js";
import { writePlan } from "../plan/file.js";
import type { Plan } from "../plan/plan.js";
import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions, option } from "./call/options.js";
import { lookAtPlan, type PlannedDatabase } from "./plan/planned-database.js";
import { migrationsPending, planRefused } from "./plan/refusals.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";

/** The options of {@link plan}. */
export interface PlanCommandOptions extends CommandOptions {
  /** Saves the plan as the next migration, under this name. */
  readonly write?: string | undefined;
  /** Whether policies that the contract does not know and that break it are dropped too. Default: false. */
  readonly prune?: boolean | undefined;
}

/** The result of {@link plan}. */
export interface PlanResult {
  /** The database's name for messages, without a password. */
  readonly database: string;
  /** Whether nothing is missing. */
  readonly clean: boolean;
  /** The migration that was written, absolute. */
  readonly file: string | null;
  /** What the plan takes away. */
  readonly removals: Plan["removals"];
  readonly notes: readonly string[];
  /** The statements, by object. */
  readonly groups: Plan["groups"];
  /** All of it as one migration; empty where nothing is missing. */
  readonly sql: string;
  /** Migrations that are not applied, which the plan does not know. */
  readonly pending: readonly string[];
}

const shape = {
  verb: "plan",
  options: { ...commandOptions, write: option.text(), prune: option.flag() },
};

/**
 * Writes the SQL that makes the database match the contract. It changes nothing in the database.
 * @throws {RowproofError} `plan/refused`: exit code 2 where the contract has to be corrected, 1 where the database has;
 * `plan/pending` where `write` is given and migrations are pending
 * @example
 * import { plan } from "rowproof/commands";
 *
 * const { clean, sql } = await plan({ database: "postgres://postgres@localhost:5432/app" });
 * if (!clean) console.log(sql);
 */
export function plan(options: PlanCommandOptions = {}): Promise<PlanResult> {
  return callCommand(shape, options, async (given, { signal }) => {
    if (given.write !== undefined) checkMigrationName(given.write);
    const contract = await readContract(given);
    const { migrations: directory, versions } = contract;
    const migrations = await readMigrations({ directory, versions, mayBeAbsent: true });
    return onTarget(contract, given, async ({ url, display }) => {
      const looked = await onConnection(url, signal, (client) =>
        lookAtPlan(client, { contract, migrations, prune: given.prune === true }),
      );
      return { database: display, ...(await resultOf(contract, given.write, looked)) };
    });
  });
}

async function resultOf(
  contract: Contract,
  name: string | undefined,
  { plan: made, violated, pending, versions }: PlannedDatabase,
): Promise<Omit<PlanResult, "database">> {
  if (made.refusals.length > 0) throw planRefused(made.refusals);
  const sql = writePlan(made);
  const isWritten = name !== undefined && sql !== "";
  if (isWritten && pending.length > 0) throw migrationsPending(pending);
  const file = isWritten ? await writeMigration(contract.migrations, nextVersion(versions), name, sql) : null;
  return {
    clean: sql === "",
    file,
    removals: made.removals,
    notes: [...violated, ...made.notes],
    groups: made.groups,
    sql,
    pending: pending.map(({ fileName }: Migration) => fileName),
  };
}
