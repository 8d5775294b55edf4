/** A place in a file: 1-based line and column, as editors count them. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/**
 * A problem in Postgres's own message style: a short primary line, then why, then how to fix it.
 * Errors and findings share this shape, so that one renderer serves both.
 */
export interface Diagnostic {
  /** Stable name, `room/kind`, such as `contract/unknown-column`. */
  readonly id: string;
  /** One line, quoting the offender. */
  readonly message: string;
  /** Why it is wrong, in a whole sentence. */
  readonly why: string;
  /** How to fix it: a command or statement to run, or a line to write. */
  readonly fix: string;
  /** The server's SQLSTATE, where the server sent one. */
  readonly sqlstate?: string;
  readonly place?: Place;
}

/**
 * How bad a finding is. An `error` stops the gate; an `error` or a `warning` makes `verify` exit 1; a `note` changes
 * nothing.
 */
export type Level = "error" | "warning" | "note";

/** A problem of a database, as a value: never thrown. */
export interface Finding extends Diagnostic {
  readonly level: Level;
  /** The object, as Postgres would name it: `table public."DailyMood"`, `function public.f(uuid)`. */
  readonly object: string;
}

/** The process's exit status: 0 clean, 1 findings, 2 usage or configuration, 3 could not check. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Stops the work. Thrown where the problem is found; only the command line's `main` turns it into an exit code. */
export class RowproofError extends Error implements Diagnostic {
  override readonly name = "RowproofError";
  readonly id: string;
  readonly why: string;
  readonly fix: string;
  readonly exitCode: ExitCode;
  readonly sqlstate?: string;
  readonly place?: Place;
  /** A few lines that show the place: the source line and a caret under the offender. */
  readonly excerpt?: string;
  /** The single mistakes, where the error reports several at once. */
  readonly details: readonly Diagnostic[];

  constructor(
    diagnostic: Diagnostic & { readonly excerpt?: string; readonly details?: readonly Diagnostic[] },
    exitCode: ExitCode,
    options?: ErrorOptions,
  ) {
    super(diagnostic.message, options);
    this.id = diagnostic.id;
    this.why = diagnostic.why;
    this.fix = diagnostic.fix;
    this.exitCode = exitCode;
    this.details = diagnostic.details ?? [];
    if (diagnostic.sqlstate !== undefined) this.sqlstate = diagnostic.sqlstate;
    if (diagnostic.place !== undefined) this.place = diagnostic.place;
    if (diagnostic.excerpt !== undefined) this.excerpt = diagnostic.excerpt;
  }
}
