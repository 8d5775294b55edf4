/**
 * A filter on a column that contains a text, ignoring case: a regular expression that matches the text literally. Not `ilike`,
 * in which PostgREST replaces `*` by `%` and has no escape. Characters with a meaning in Postgres are in brackets, and those
 * with a meaning in PostgREST's quotes are written by name (PostgreSQL, 9.7.3.2), so nothing needs a backslash.
 */
export function holds(column: string, text: string): string {
  return `${column}.imatch."${[...text].map((character) => named[character] ?? plain(character)).join("")}"`;
}

const named: Readonly<Record<string, string>> = {
  '"': "[[.quotation-mark.]]",
  "\\": "[[.backslash.]]",
  "^": "[[.circumflex.]]",
};

function plain(character: string): string {
  return /[.*+?()[\]{}|$]/.test(character) ? `[${character}]` : character;
}

/** An array of one text, in Postgres's syntax. */
export function arrayOf(text: string): string {
  return `{"${text.replace(/["\\]/g, "\\$&")}"}`;
}
