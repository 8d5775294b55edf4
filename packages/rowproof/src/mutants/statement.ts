// A mutant runs as text, by itself, so none of its values may be a parameter.
import { type Piece, raw, sql } from "../sql/sql.js";

/**
 * The text of one or several statements. Every value in it is a piece.
 *
 * @throws TypeError if a value is not a piece.
 */
export function statement(strings: TemplateStringsArray, ...pieces: readonly Piece[]): string {
  const { text, values } = sql(strings, ...pieces);
  if (values.length > 0) throw new TypeError(`not a piece of SQL: ${JSON.stringify(values)}`);
  return text;
}

/** The same as a piece of another statement. */
export function piece(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Piece {
  return raw(statement(strings, ...pieces));
}

/** Pieces with a separator between them. */
export function joined(pieces: readonly Piece[], separator = ", "): Piece {
  return raw(pieces.map(({ text }) => text).join(separator));
}
