import pg from "pg";
import { unitsOf } from "./position.js";

/** What Postgres says of an error, in the words of its protocol (documentation, "Error and Notice Message Fields"). */
export interface ServerError {
  readonly message: string;
  readonly sqlstate: string;
  readonly detail?: string;
  readonly hint?: string;
  /** The call stack inside the server: which function, which line of it. */
  readonly context?: string;
  /** Where in the statement sent, in UTF-16 units from its start. */
  readonly offset?: number;
}

/**
 * Reads the server's fields from whatever was thrown, without those that may quote a row: "Failing row contains (…)", the line of a COPY, the
 * value of a failed cast (class 22). Nobody's text gets into a terminal or a log.
 *
 * @returns null where it did not come from a server.
 * @param statement the text that was sent; the server counts its position in it
 */
export function serverError(thrown: unknown, statement = ""): ServerError | null {
  if (!(thrown instanceof pg.DatabaseError)) return null;
  const sqlstate = thrown.code ?? "XX000";
  return {
    message: sqlstate.startsWith("22")
      ? thrown.message.replace(/: ".*"$/s, ": (value not shown)")
      : thrown.message,
    sqlstate,
    ...(thrown.detail === undefined || quotesRow(thrown.detail) ? {} : { detail: thrown.detail }),
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    ...(thrown.where === undefined || quotesRow(thrown.where) ? {} : { context: thrown.where }),
    ...(thrown.position === undefined ? {} : { offset: unitsOf(statement, Number(thrown.position) - 1) }),
  };
}

function quotesRow(text: string): boolean {
  return /^(Failing row contains|COPY )|^Token |^JSON data/m.test(text);
}

/** The SQLSTATE of whatever was thrown, where it came from a server. */
export function sqlstateOf(thrown: unknown): string | undefined {
  return serverError(thrown)?.sqlstate;
}
