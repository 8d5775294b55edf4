import type pg from "pg";
import type { ColumnExpressions } from "./statement.js";

/** A value as a request carries it: text that the column's type reads, null, or JSON where the type is JSON. */
export interface SentValue {
  readonly text: string | null;
  readonly type: string;
}

export type SentValues = Readonly<Record<string, SentValue>>;

/** Evaluates the expressions of attempts on the server, because a request can send only values. */
export class Values {
  readonly #client: pg.ClientBase;
  readonly #known = new Map<string, Promise<SentValue | undefined>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** The values of expressions; undefined if one of them has no value of its own. */
  async of(expressions: ColumnExpressions): Promise<SentValues | undefined> {
    const values: Record<string, SentValue> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const value = await this.#one(expression);
      if (value === undefined) return undefined;
      values[name] = value;
    }
    return values;
  }

  async #one(expression: string): Promise<SentValue | undefined> {
    const known = plainValue(expression);
    if (known !== undefined) return known;
    const value = this.#known.get(expression) ?? this.#inTurn(() => this.#ask(expression));
    this.#known.set(expression, value);
    return value;
  }

  /** The connection takes one query at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result;
    return result;
  }

  async #ask(expression: string): Promise<SentValue | undefined> {
    try {
      const { rows } = await this.#client.query<SentValue>(
        `select (${expression})::text as text, pg_catalog.pg_typeof(${expression})::text as type`,
      );
      return rows[0];
    } catch {
      return undefined;
    }
  }
}

/** Literals of types whose value is exactly the literal's text. */
const literal = /^'((?:[^']|'')*)'(?:::(text|uuid|jsonb?))?$/;

function plainValue(expression: string): SentValue | undefined {
  const found = literal.exec(expression);
  return found === null
    ? undefined
    : { text: (found[1] ?? "").replaceAll("''", "'"), type: found[2] ?? "unknown" };
}
