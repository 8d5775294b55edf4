import { RowproofError } from "../diagnostic.js";
import type { ParsedStatement } from "../sql/parser.js";
import { excerptAt, positionAt } from "../sql/position.js";
import { type ServerError, serverError } from "../sql/server-error.js";
import type { Migration } from "./files.js";

/** SQLSTATEs on which trying again helps: a lock not had in time, a deadlock lost. */
const contention = new Set(["55P03", "40P01"]);

/** Whether another session was in the way, so that the same file can be tried again. */
export function isContention(thrown: unknown): boolean {
  return contention.has(serverError(thrown)?.sqlstate ?? "");
}

/**
 * Turns what the server said of a statement into an error that shows the place in the file.
 * @param remains what the failed run leaves in the database, as a sentence
 */
export function migrationFailed(
  migration: Migration,
  statement: ParsedStatement,
  thrown: unknown,
  remains: string,
): unknown {
  const fault = serverError(thrown, statement.text);
  if (fault === null) return thrown;
  const position = positionAt(migration.text, statement.offset + (fault.offset ?? 0));
  return new RowproofError(
    {
      id: fault.sqlstate === "57014" ? "migration/cancelled" : "migration/failed",
      sqlstate: fault.sqlstate,
      message: `${migration.fileName}: ${fault.message}`,
      why: [fault.detail, fault.context, remains].filter((part) => part !== undefined).join("\n"),
      fix: fault.hint ?? fixFor(fault),
      place: { file: migration.file, ...position },
      excerpt: excerptAt(migration.text, position),
    },
    1,
    { cause: thrown },
  );
}

function fixFor(fault: ServerError): string {
  if (fault.sqlstate === "42501") {
    return "run as the owner of the object, or as a role that is a member of the owner";
  }
  if (fault.sqlstate === "25001") {
    return "put the statement into a migration of its own, whose first line is: -- rowproof: no-transaction";
  }
  if (fault.sqlstate === "57014") return "give it more time: --statement-timeout SECONDS, 0 for no limit";
  return "correct the statement and run again; the files that were applied before are not run twice";
}

/** What is known of a wait for locks that took too long. */
interface LockWait {
  /** In milliseconds. */
  readonly waited: number;
  readonly tries: number;
  /** Sessions with an open transaction. */
  readonly holders: readonly string[];
  /** What the tries leave in the database, as a sentence. */
  readonly remains: string;
}

/** The locks were not free within the total wait. */
export function lockWaitOver(
  migration: Migration,
  statement: ParsedStatement,
  { waited, tries, holders, remains }: LockWait,
): RowproofError {
  const position = positionAt(migration.text, statement.offset);
  const who = holders.length === 0 ? "" : `; open transactions: ${holders.join(", ")}`;
  return new RowproofError(
    {
      id: "migration/lock-wait",
      sqlstate: "55P03",
      message: `${migration.fileName}: a lock could not be had in ${Math.round(waited / 1000)} s`,
      why: `${tries} short tries met another transaction that holds it${who}; ${remains}`,
      fix: "end the transaction in the way, run at a quieter hour, or wait longer: --lock-wait SECONDS",
      place: { file: migration.file, ...position },
      excerpt: excerptAt(migration.text, position),
    },
    3,
  );
}
