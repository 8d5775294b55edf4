// SQL as text: a mutant is run by itself, so nothing of it may be left to a parameter.
import { identifier, literal, raw, sql } from "../../packages/rowproof/dist/sql/sql.js";

export { identifier, literal, raw };

/**
 * A statement's text, or that of several; every value in it is a piece.
 * @returns {string}
 */
export function statement(strings, ...pieces) {
  const { text, values } = sql(strings, ...pieces);
  if (values.length > 0) throw new TypeError(`not a piece of SQL: ${JSON.stringify(values)}`);
  return text;
}

/** The same, to be written into another statement. */
export function piece(strings, ...pieces) {
  return raw(statement(strings, ...pieces));
}

/** Pieces with something between them. */
export function joined(pieces, separator = ", ") {
  return raw(pieces.map(({ text }) => text).join(separator));
}
