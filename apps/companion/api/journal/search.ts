/**
 * A filter on a column that holds a text somewhere, in whatever case: the text as a regular expression that means nothing but
 * itself. Not by `ilike`, in which PostgREST takes `*` for `%` and knows no escape from it. Whatever has a meaning to Postgres
 * stands in brackets, and what has one to PostgREST's quotes under its name (PostgreSQL, 9.7.3.2), so that nothing needs a
 * backslash.
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

/** An array of one text, as Postgres reads it. */
export function arrayOf(text: string): string {
  return `{"${text.replace(/["\\]/g, "\\$&")}"}`;
}
