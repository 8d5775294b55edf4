import pg from "pg";
import { literal } from "../sql/sql.js";
import type { Actor } from "./actor.js";

/** One try: what a actor sends, and what is made ready before and looked at afterwards by the tables' owner. */
export interface Attempt {
  readonly actor: Actor;
  readonly setup?: readonly string[];
  readonly statements: readonly string[];
  readonly inspect?: readonly string[];
}

/** A row as text, column by column. */
export type TextRow = Readonly<Record<string, string | null>>;

export interface Outcome {
  /** What the server said against it; null where every statement ran. */
  readonly error: Refusal | null;
  /** The rows of each statement of the actor, and how many rows it touched. */
  readonly results: readonly { readonly rows: readonly TextRow[]; readonly count: number }[];
  readonly inspected: readonly (readonly TextRow[])[];
}

/** An error with everything that a actor gets to see of it. */
export interface Refusal {
  readonly sqlstate: string;
  readonly message: string;
  /** Message, detail, hint, context and notices together: what may hold somebody's text. */
  readonly shown: string;
}

export interface SessionOptions {
  /** Whether the connected role may change the session's own role; else `set role` alone is used. */
  readonly superuser: boolean;
  /** Milliseconds for each statement. */
  readonly statementTimeout: number;
  /** A statement that is cancelled by it is no refusal: what is under way ends. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each attempt that was made. */
  readonly onAttempt?: ((attempt: Attempt, outcome: Outcome) => void) | undefined;
}

const savepoint = "rowproof_attempt";
const raw = { getTypeParser: () => (value: unknown) => value } as unknown as pg.CustomTypesConfig;

/**
 * Makes attempts on one connection, in the transaction that it is in. Each begins from the same state: what it did is taken
 * back when the next one begins, in the same round trip.
 */
export class Session {
  readonly #client: pg.ClientBase;
  readonly #options: SessionOptions;
  #attempts = 0;

  constructor(client: pg.ClientBase, options: SessionOptions) {
    this.#client = client;
    this.#options = options;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** Sets the point to which every attempt goes back. The transaction is the actor's. */
  async open(): Promise<void> {
    await this.#client.query(
      `set local statement_timeout = ${this.#options.statementTimeout}; set local lock_timeout = '2s'; savepoint ${savepoint}`,
    );
  }

  /** Takes back the last attempt and the point. */
  async close(): Promise<void> {
    await this.#client.query(`rollback to savepoint ${savepoint}; release savepoint ${savepoint}`);
  }

  /** As the tables' owner, on the untouched state; with claims, where views or triggers are to see them. Rows as text. */
  async ask(statements: readonly string[], claims: string | null = null): Promise<Outcome> {
    const back = `rollback to savepoint ${savepoint}`;
    return this.#send(claims === null ? [back] : [back, claim(claims)], statements);
  }

  /** Statements that another than the attempt's actor sends before it, to stand in a setup. */
  sentBy(actor: Actor, statements: readonly string[]): readonly string[] {
    return [...this.#become(actor), ...statements, ...this.#return()];
  }

  /** As the tables' owner, on what the last attempt has left. */
  async look(statements: readonly string[]): Promise<Outcome> {
    return this.#send([], statements);
  }

  /** An attempt whose setup fails is no attempt: it is told as `setup`. */
  async attempt(attempt: Attempt): Promise<Outcome | "setup"> {
    const { actor, setup = [], statements, inspect = [] } = attempt;
    const back = `rollback to savepoint ${savepoint}`;
    if (setup.length > 0) {
      const made = await this.#send([back], setup);
      if (made.error !== null) return "setup";
    }
    this.#attempts += 1;
    const before = [...(setup.length > 0 ? [] : [back]), ...this.#become(actor)];
    const sent = [...statements, "set constraints all immediate"];
    const outcome = await this.#send(before, sent, this.#return(), inspect);
    this.#options.onAttempt?.(attempt, outcome);
    return outcome;
  }

  #become({ role, claims, settings = {} }: Actor): readonly string[] {
    return [
      ...(this.#options.superuser ? ["set local session authorization authenticator"] : []),
      `set local role ${role}`,
      ...(claims === null ? [] : [claim(claims)]),
      ...Object.entries(settings).map(([name, value]) => setting(name, value)),
    ];
  }

  #return(): readonly string[] {
    return [
      ...(this.#options.superuser ? ["set local session authorization default"] : []),
      "set local role none",
    ];
  }

  async #send(
    before: readonly string[],
    statements: readonly string[],
    back: readonly string[] = [],
    inspect: readonly string[] = [],
  ): Promise<Outcome> {
    const notices: string[] = [];
    const listen = (notice: { message?: string | undefined; detail?: string | undefined }) =>
      notices.push(`${notice.message ?? ""} ${notice.detail ?? ""}`);
    this.#client.on("notice", listen);
    try {
      const text = [...before, ...statements, ...back, ...inspect].join(";\n");
      const answer = (await this.#client.query({ text, types: raw })) as unknown as
        | Answer
        | readonly Answer[];
      const all = Array.isArray(answer) ? (answer as readonly Answer[]) : [answer as Answer];
      return {
        error: null,
        results: all.slice(before.length, before.length + statements.length).map(resultOf),
        inspected: all.slice(before.length + statements.length + back.length).map(({ rows }) => rows),
      };
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!(error instanceof pg.DatabaseError)) throw error;
      return { error: refusalOf(error, notices), results: [], inspected: [] };
    } finally {
      this.#client.off("notice", listen);
    }
  }
}

function claim(claims: string): string {
  return setting("request.jwt.claims", claims);
}

export function setting(name: string, value: string): string {
  return `select set_config(${literal(name).text}, ${literal(value).text}, true)`;
}

type Answer = pg.QueryResult<Record<string, string | null>>;

function resultOf({ rows, rowCount }: Answer): Outcome["results"][number] {
  return { rows, count: rowCount ?? 0 };
}

function refusalOf(error: pg.DatabaseError, notices: readonly string[]): Refusal {
  const { code = "XX000", message, detail, hint, where } = error;
  const shown = [message, detail, hint, where, ...notices].filter((part) => part !== undefined).join("\n");
  return { sqlstate: code, message, shown };
}
