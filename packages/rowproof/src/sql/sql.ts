import pg from "pg";

/**
 * A statement, or a piece of one, as a value. `text` and `values` are what `pg` takes, so a `Sql` can be passed to
 * `client.query` as it is.
 */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

const piece = Symbol("piece of SQL");

export interface Piece {
  readonly [piece]: true;
  readonly text: string;
}

function isPiece(value: unknown): value is Piece {
  return typeof value === "object" && value !== null && piece in value;
}

/** A name, or a dotted path of names, quoted. `identifier("public", "DailyMood")` is `"public"."DailyMood"`. */
export function identifier(...names: readonly string[]): Piece {
  return { [piece]: true, text: names.map((name) => pg.escapeIdentifier(name)).join(".") };
}

/** A string literal written into the statement: for DDL, which takes no parameters. */
export function literal(value: string): Piece {
  return { [piece]: true, text: pg.escapeLiteral(value) };
}

/** Text that is SQL already: the server's own rendering, or a constant of ours. Never anything a user typed. */
export function raw(text: string): Piece {
  return { [piece]: true, text };
}

/**
 * Builds a statement: pieces are written in, every other value becomes a parameter.
 *
 * @example
 * const statement = sql`select count(*) from ${identifier("public", "DailyMood")} where "userId" = ${userId}`;
 * await client.query(statement.text, [...statement.values]);
 */
export function sql(strings: TemplateStringsArray, ...interpolations: readonly unknown[]): Sql {
  const values: unknown[] = [];
  const text = strings.reduce((written, part, index) => {
    const value = interpolations[index - 1];
    if (isPiece(value)) return written + value.text + part;
    values.push(value);
    return `${written}$${values.length}${part}`;
  });
  return { text, values };
}

/** `schema.name` as Postgres prints it: quoted only where it must be. For messages, not for statements. */
export function displayName(...names: readonly string[]): string {
  return names.map((name) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : pg.escapeIdentifier(name))).join(".");
}
