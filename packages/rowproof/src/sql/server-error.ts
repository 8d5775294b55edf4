import pg from "pg";
import { RowproofError } from "../diagnostic.js";
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
 * Reads the server's fields from whatever was thrown, without those that may quote a row: "Failing row contains (…)",
 * "Key (email)=(…)", the line of a COPY, the value of a failed cast. No value of a row reaches a terminal or a log.
 *
 * @returns null where it did not come from a server.
 * @param statement the text that was sent; the server counts its position in it
 */
export function serverError(thrown: unknown, statement = ""): ServerError | null {
  if (!(thrown instanceof pg.DatabaseError)) return null;
  const sqlstate = thrown.code ?? "XX000";
  const open = speaksOfSchema.test(sqlstate);
  return {
    message: mayQuote.test(sqlstate) ? withoutValues(thrown.message) : thrown.message,
    sqlstate,
    ...(thrown.detail === undefined || !open ? {} : { detail: thrown.detail }),
    ...(thrown.hint === undefined || !open ? {} : { hint: thrown.hint }),
    ...(thrown.where === undefined || /^COPY /m.test(thrown.where)
      ? {}
      : { context: callsOnly(thrown.where) }),
    ...(thrown.position === undefined ? {} : { offset: unitsOf(statement, Number(thrown.position) - 1) }),
  };
}

/**
 * Classes of errors whose detail and hint speak of objects and not of rows (documentation, "PostgreSQL Error Codes"):
 * what is undefined, duplicate or not allowed, what depends on what, states of objects, limits, the system.
 */
const speaksOfSchema = /^(0A|25|28|2B|3D|3F|40P01|42(?!601)|53|54|55|57|58)/;

/** Data exceptions put the value into the message itself, and so does the parser of a search query. */
const mayQuote = /^(22|42601$)/;

function withoutValues(message: string): string {
  return message
    .replace(/: ".*"$/s, ": (value not shown)")
    .replace(/(input syntax[^:]*|json[^:]*): .*$/is, "$1: (value not shown)");
}

/** The stack of calls, without the statements in it: these may hold values that a function put together. */
function callsOnly(context: string): string {
  return context
    .split("\n")
    .filter((line) => /^(PL\/|SQL function|PL)/.test(line))
    .join("\n");
}

/** The SQLSTATE of whatever was thrown, if it came from a server, directly or as the cause of a `RowproofError`. */
export function sqlstateOf(thrown: unknown): string | undefined {
  if (thrown instanceof RowproofError) return thrown.sqlstate;
  return serverError(thrown)?.sqlstate;
}
