import { readFile } from "node:fs/promises";
import type pg from "pg";
import { type CheckContext, readCheckContext } from "../../check/context.js";
import type { Contract } from "../../contract/contract.js";
import { RowproofError } from "../../diagnostic.js";
import { type Migration, readMigrations } from "../../migrate/files.js";
import { compareWithHistory, readHistory } from "../../migrate/history.js";
import { planDatabase } from "../../plan/plan.js";
import { counted } from "../../sql/list.js";
import type { FileCommandOptions } from "../call/options.js";
import { readContract } from "../project/contract.js";
import { requirePlatform } from "../run/preflight.js";
import { readResolved } from "../verification/verification.js";

/** A project's files, before a command changes them. */
export interface Project {
  readonly contract: Contract;
  /** The text of the contract's file. */
  readonly source: string;
  readonly migrations: readonly Migration[];
}

export async function readProject(options: FileCommandOptions): Promise<Project> {
  const contract = await readContract(options);
  const { migrations: directory, versions } = contract;
  const source = await readFile(contract.file, "utf8");
  return { contract, source, migrations: await readMigrations({ directory, versions, mayBeAbsent: true }) };
}

/** A project with its database, before the change. */
export interface Situation extends Project {
  readonly client: pg.ClientBase;
  readonly context: CheckContext;
  /** The versions that files or the history have. */
  readonly versions: readonly string[];
}

/**
 * Looks at the database before a change of it is made.
 * @throws {RowproofError} exit code 1: migrations are pending, so the database differs from the files
 */
export async function lookAtDatabase(client: pg.ClientBase, project: Project): Promise<Situation> {
  await requirePlatform(client);
  const { contract, migrations } = project;
  const history = await readHistory(client);
  const { pending } = await compareWithHistory(migrations, history);
  if (pending.length > 0) throw stillPending(pending);
  const context = await readCheckContext(await readResolved(contract, client));
  const versions = [...migrations, ...history].map(({ version }) => version);
  return { ...project, client, context, versions };
}

/**
 * A change needs a database that matches its contract: else the migration would also fix other things.
 * @throws {RowproofError} exit code 1
 */
export function requireObedience({ context }: Situation): void {
  const { groups, refusals } = planDatabase(context);
  if (groups.length + refusals.length === 0) return;
  const objects = [...groups, ...refusals].map(({ object }) => object);
  throw disobeys([...new Set(objects)]);
}

/** The database does not match the contract, apart from what the command changes. */
export function disobeys(objects: readonly string[]): RowproofError {
  const shown = objects.slice(0, 5).join("; ");
  return new RowproofError(
    {
      id: "table/database-disobeys",
      message: "the database does not match the contract",
      why: `the migration would also have to fix ${shown}${objects.length > 5 ? "; …" : ""}; nothing was written`,
      fix: "run rowproof plan --write NAME and rowproof up first, then run again",
    },
    1,
  );
}

function stillPending(pending: readonly Migration[]): RowproofError {
  const names = pending.map(({ fileName }) => fileName).join(", ");
  return new RowproofError(
    {
      id: "table/pending",
      message: `${counted(pending.length, "migration")} pending: ${names}`,
      why: "the migration is made from the present database, which these files change; nothing was written",
      fix: "run rowproof up first, then run again",
    },
    1,
  );
}
