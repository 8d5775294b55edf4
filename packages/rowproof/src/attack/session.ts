import pg from "pg";
import { literal } from "../sql/sql.js";
import type { Actor } from "./actor.js";

/** One attempt: the actor's statements, and what the tables' owner runs before and inspects afterwards. */
export interface Attempt {
  readonly actor: Actor;
  readonly setup?: readonly string[];
  readonly statements: readonly string[];
  readonly inspect?: readonly string[];
}

/** A row as text, column by column. */
export type TextRow = Readonly<Record<string, string | null>>;

export interface Outcome {
  /** The server's error; null if every statement ran. */
  readonly error: Refusal | null;
  /** The rows of each statement of the actor, and how many rows it read or wrote. */
  readonly results: readonly { readonly rows: readonly TextRow[]; readonly count: number }[];
  readonly inspected: readonly (readonly TextRow[])[];
}

/** An error with everything that an actor sees of it. */
export interface Refusal {
  readonly sqlstate: string;
  readonly message: string;
  /** Message, detail, hint, context and notices together: they can contain values of rows. */
  readonly shown: string;
}

export interface SessionOptions {
  /** Whether the connected role may set session authorization; else only `set role` is used. */
  readonly superuser: boolean;
  /** Milliseconds for each statement. */
  readonly statementTimeout: number;
  /** If it aborts, the running statement is cancelled. This is not a refusal, so the run ends. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each attempt and its outcome. */
  readonly onAttempt?: ((attempt: Attempt, outcome: Outcome) => void) | undefined;
}

const savepoint = "rowproof_attempt";
const raw = { getTypeParser: () => (value: unknown) => value } as unknown as pg.CustomTypesConfig;

/**
 * Makes attempts on one connection, in its open transaction. Each attempt starts from the same state: its changes are rolled
 * back at the start of the next one, in the same round trip.
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

  /** Sets the savepoint for every attempt. The caller must have opened the transaction. */
  async open(): Promise<void> {
    await this.#client.query(
      `set local statement_timeout = ${this.#options.statementTimeout}; set local lock_timeout = '2s'; savepoint ${savepoint}`,
    );
  }

  /** Rolls back the last attempt and releases the savepoint. */
  async close(): Promise<void> {
    await this.#client.query(`rollback to savepoint ${savepoint}; release savepoint ${savepoint}`);
  }

  /** Runs statements as the tables' owner, on the initial state; with claims, if views or triggers read them. Rows are text. */
  async ask(statements: readonly string[], claims: string | null = null): Promise<Outcome> {
    const back = `rollback to savepoint ${savepoint}`;
    return this.#send(claims === null ? [back] : [back, claim(claims)], statements);
  }

  /** Statements of another actor, for the setup of an attempt. */
  sentBy(actor: Actor, statements: readonly string[]): readonly string[] {
    return [...this.#become(actor), ...statements, ...this.#return()];
  }

  /** Runs statements as the tables' owner, on the state after the last attempt. */
  async look(statements: readonly string[]): Promise<Outcome> {
    return this.#send([], statements);
  }

  /** Makes an attempt. If its setup fails, nothing is tried and the result is `setup`. */
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
