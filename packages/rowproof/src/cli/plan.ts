import type pg from "pg";
import { type KeyViolations, readViolations } from "../catalog/violations.js";
import { readSubject, type Subject } from "../check/subject.js";
import { readContract } from "../commands/project/contract.js";
import { openTarget } from "../commands/project/target.js";
import { requirePlatform } from "../commands/run/preflight.js";
import { readResolved } from "../commands/verification/verification.js";
import type { Contract } from "../contract/contract.js";
import { type ExitCode, type Finding, RowproofError } from "../diagnostic.js";
import { type Migration, readMigrations } from "../migrate/files.js";
import { compareWithHistory, readHistory } from "../migrate/history.js";
import { checkMigrationName, nextVersion, writeMigration } from "../migrate/new-file.js";
import { writePlan } from "../plan/file.js";
import { type Plan, planSubject } from "../plan/plan.js";
import { keysToCheck } from "../plan/planners/keys.js";
import { keyOfWanted } from "../plan/wanted-keys.js";
import { shortPath } from "../report/diagnostic.js";
import { counted } from "../sql/list.js";
import { onConnection } from "../sql/session.js";
import { displayName } from "../sql/sql.js";
import type { CommandContext, CommandRun, CommonOptions } from "./command.js";

interface PlanCommand extends CommonOptions {
  readonly write?: string;
  readonly prune?: boolean;
}

/** `rowproof plan`: the statements that are missing, or none and exit 0. Exit 1 where there are some; 2 where the contract is at fault. */
export const plan: CommandRun<PlanCommand> = async (options, context) => {
  if (options.write !== undefined) checkMigrationName(options.write);
  const contract = await readContract(options);
  const migrations = await readMigrations({
    directory: contract.migrations,
    versions: contract.versions,
    mayBeAbsent: true,
  });
  const target = await openTarget(contract, options);
  try {
    const looked = await onConnection(target.url, context.signal, (client) =>
      look(client, contract, migrations, options.prune === true),
    );
    return await tell(context, contract, options, looked, target.display);
  } finally {
    await target.close();
  }
};

interface Look {
  readonly plan: Plan;
  /** Sentences on rows that do not obey. */
  readonly violated: readonly string[];
  readonly pending: readonly Migration[];
  readonly versions: readonly string[];
}

async function look(
  client: pg.Client,
  contract: Contract,
  migrations: readonly Migration[],
  prune: boolean,
): Promise<Look> {
  await requirePlatform(client);
  const history = await readHistory(client);
  const { pending } = await compareWithHistory(migrations, history);
  const subject = await readSubject(await readResolved(contract, client));
  const { violations, said } = await readAll(client, subject);
  return {
    plan: planSubject(subject, { prune, violations }),
    violated: said,
    pending,
    versions: [...migrations, ...history].map(({ version }) => version),
  };
}

/** Which rows stand in the way of the keys that are to hold. */
async function readAll(client: pg.Client, subject: Subject) {
  const violations = new Map<string, KeyViolations>();
  const said: string[] = [];
  for (const key of keysToCheck(subject)) {
    const found = await readViolations(client, key);
    if (found === undefined) {
      said.push(`${unseen(key)}: as this role not every row may be seen, so the key is left not valid`);
      continue;
    }
    violations.set(keyOfWanted(key), found);
    if (found.keys.length === 0) continue;
    const table = displayName(key.relation.schema, key.relation.name);
    const parent = displayName(key.references.schema, key.references.name);
    const one = found.keys.length === 1 && !found.more;
    said.push(
      `${found.more ? "more than " : ""}${counted(found.keys.length, "row")} of ${table} ${one ? "has" : "have"} (${key.columns.join(", ")}) that no row of ${parent} has; ${one ? "it is" : "they are"} kept, and the key stays not valid: ${found.keys.join("; ")}`,
    );
  }
  return { violations, said };
}

function unseen({ relation, references }: ReturnType<typeof keysToCheck>[number]): string {
  const parent = displayName(references.schema, references.name);
  return `whether every row of ${displayName(relation.schema, relation.name)} obeys its key to ${parent} could not be told`;
}

async function tell(
  { output }: CommandContext,
  contract: Contract,
  options: PlanCommand,
  { plan: made, violated, pending, versions }: Look,
  database: string,
): Promise<ExitCode> {
  if (made.refusals.length > 0) throw refused(made.refusals);
  const sql = writePlan(made);
  if (options.write !== undefined && sql !== "" && pending.length > 0) throw stillPending(pending);
  const file =
    options.write === undefined || sql === ""
      ? null
      : await writeMigration(contract.migrations, nextVersion(versions), options.write, sql);
  for (const note of [...violated, ...made.notes]) output.tell(`note: ${note}`);
  if (pending.length > 0) {
    output.tell(
      `note: ${counted(pending.length, "migration")} pending, which this plan knows nothing of: rowproof up first`,
    );
  }
  output.product(sql.trimEnd(), {
    command: "plan",
    database,
    clean: sql === "",
    file,
    removals: made.removals,
    notes: [...violated, ...made.notes],
    groups: made.groups,
    sql,
  });
  if (sql === "") output.tell("nothing to plan: the database obeys the contract");
  if (file !== null) output.tell(`wrote ${shortPath(file)}; read it, then: rowproof up`);
  return sql === "" ? 0 : 1;
}

/** @returns exit code 2 where the contract has to be corrected, 1 where the database has. */
function refused(refusals: readonly Finding[]): RowproofError {
  const [only] = refusals;
  const atContract = refusals.some(({ id }) => id.startsWith("contract/"));
  return new RowproofError(
    {
      id: "plan/refused",
      message:
        refusals.length === 1 && only !== undefined
          ? `there is no plan: ${only.message}`
          : `there is no plan: ${refusals.length} things have to be decided or fixed first`,
      why: "a plan ends in a clean verify or is not made; nothing was written",
      fix:
        refusals.length === 1
          ? "fix it as told below, then plan again"
          : "fix each as told below, then plan again",
      details: refusals,
    },
    atContract ? 2 : 1,
  );
}

function stillPending(pending: readonly Migration[]): RowproofError {
  const names = pending.map(({ fileName }) => fileName).join(", ");
  return new RowproofError(
    {
      id: "plan/pending",
      message: `${counted(pending.length, "migration")} pending: ${names}`,
      why: "a plan is made against the database as it is, and would say again what these files say; nothing was written",
      fix: "run rowproof up, then plan again; a table that rowproof table new makes is closed from the start, so the gate lets it pass",
    },
    1,
  );
}
