import type pg from "pg";
import { RowproofError } from "../../diagnostic.js";
import type { Group } from "../../plan/action.js";
import { excerptAt, positionAt } from "../../sql/position.js";
import { type ServerError, serverError } from "../../sql/server-error.js";

/**
 * Runs `work` in a transaction that is never committed, to see what the database would be like. Other sessions wait for its
 * locks until it ends, and it waits for a lock two seconds at most.
 */
export async function rehearse<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("begin; set local lock_timeout = '2s'");
  try {
    return await work();
  } finally {
    // If this fails, the connection is gone and the server has rolled back.
    await client.query("rollback").catch(() => undefined);
  }
}

/** A statement that the server refused in a rehearsal. */
export class RehearsalFault extends Error {
  readonly fault: ServerError;
  /** The place in the statement, where the server says it. */
  readonly excerpt: string | undefined;

  constructor(statement: string, fault: ServerError, cause: unknown) {
    super(fault.message, { cause });
    this.fault = fault;
    const { offset } = fault;
    this.excerpt = offset === undefined ? undefined : excerptAt(statement, positionAt(statement, offset));
  }
}

/**
 * Runs the statements of groups as if for the first time: a table that exists already is an error. While an index is built,
 * writers of its table wait, because a transaction cannot build it concurrently.
 * @throws {RehearsalFault} where the server refuses one; {RowproofError} exit code 3 where it does not get a lock
 */
export async function runGroups(client: pg.ClientBase, groups: readonly Group[]): Promise<void> {
  for (const { sql } of groups.flatMap(({ actions }) => actions)) {
    const statement = sql
      .replace(/^(create (?:unique )?index) concurrently /, "$1 ")
      .replace(/^create table if not exists /, "create table ");
    try {
      await client.query(statement);
    } catch (error) {
      const fault = serverError(error, statement);
      if (fault === null) throw error;
      if (fault.sqlstate === "55P03") throw noLock(error);
      throw new RehearsalFault(statement, fault, error);
    }
  }
}

/** A refusal without a message of its own: what the server says, and where. */
export function refusedInRehearsal({ fault, excerpt, cause }: RehearsalFault): RowproofError {
  return new RowproofError(
    {
      id: "rehearsal/refused",
      sqlstate: fault.sqlstate,
      message: fault.message,
      why:
        fault.detail ??
        "the server refused a statement of the migration in the rehearsal; nothing was written",
      fix: fault.hint ?? "fix that, then run again",
      ...(excerpt === undefined ? {} : { excerpt }),
    },
    3,
    { cause },
  );
}

function noLock(cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "rehearsal/lock",
      sqlstate: "55P03",
      message: "the rehearsal did not get a lock within two seconds",
      why: "another session uses the tables; the migration is tried in a transaction that is rolled back, and nothing was written",
      fix: "run it again when the database is less busy, or on a copy of it",
    },
    3,
    { cause },
  );
}
